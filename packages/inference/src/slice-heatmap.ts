import {
  HEMORRHAGE_TYPES,
  type HemorrhageType,
  type NetworkPlanes,
  type Series,
  unhang,
  unhangBox,
} from '@ichor/ct';
import type { Heatmap } from '@ichor/report';
import type { SampleMap } from './locate.ts';

/**
 * The map of one type over the slice nearest to a sample, in the slice's stored orientation: 0 at the map's mean
 * (which is the logit) and below, 100 at its maximum.
 */
export function sliceHeatmap(
  series: Series,
  planes: NetworkPlanes,
  sample: number,
  { rows, columns, cam }: SampleMap,
  type: HemorrhageType,
): Heatmap {
  const slice = series.slices[planes.nearestSlice[sample]!]!;
  const box = planes.boxes[planes.triples[sample * 3 + 1]!]!;
  const index = HEMORRHAGE_TYPES.indexOf(type);
  const map = cam.subarray(index * rows * columns, (index + 1) * rows * columns);
  const mean = map.reduce((a, b) => a + b, 0) / map.length;
  const most = map.reduce((a, b) => Math.max(a, b), mean);
  const shares = Uint8Array.from(map, (v) => (v > mean ? Math.round((100 * (v - mean)) / (most - mean)) : 0));
  const stored = unhang({ rows, columns, data: shares }, planes.hanging);
  return {
    sopInstanceUid: slice.sopInstanceUid,
    type,
    rows: stored.rows,
    columns: stored.columns,
    box: unhangBox(box, slice, planes.hanging),
    data: [...stored.data],
  };
}
