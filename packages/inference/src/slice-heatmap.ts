import { type Box, HEMORRHAGE_TYPES, type HemorrhageType, type Series, unhang, unhangBox } from '@ichor/ct';
import type { Heatmap } from '@ichor/report';
import type { NetworkPlanes } from '@ichor/scoring';
import type { SampleMap } from './locate.ts';

/** A cell with less of the head than this share of its area is air: nothing is located there. */
const LEAST_HEAD = 0.25;

/**
 * The map of one type over the slice nearest to a sample, in the slice's stored orientation: 0 at the map's mean
 * (which is the logit) and below, 100 at its maximum in the head.
 */
export function sliceHeatmap(
  series: Series,
  planes: NetworkPlanes,
  sample: number,
  { rows, columns, cam }: SampleMap,
  type: HemorrhageType,
): Heatmap {
  const slice = series.slices[planes.nearestSlice[sample]!]!;
  const plane = planes.triples[sample * 3 + 1]!;
  const index = HEMORRHAGE_TYPES.indexOf(type);
  const map = cam.subarray(index * rows * columns, (index + 1) * rows * columns);
  const head = headCells(planes, plane, rows, columns);
  const mean = map.reduce((a, b) => a + b, 0) / map.length;
  const most = map.reduce((a, b, cell) => (head[cell] ? Math.max(a, b) : a), mean);
  const shares = Uint8Array.from(map, (value, cell) =>
    head[cell] && value > mean ? Math.round((100 * (value - mean)) / (most - mean)) : 0,
  );
  const stored = unhang({ rows, columns, data: shares }, planes.hanging);
  return {
    sopInstanceUid: slice.sopInstanceUid,
    type,
    rows: stored.rows,
    columns: stored.columns,
    box: wholePixels(unhangBox(planes.boxes[plane]!, slice, planes.hanging)),
    data: [...stored.data],
  };
}

/** A map's cells are a centimetre wide: the report has no use for parts of a pixel. */
function wholePixels({ row, column, rows, columns }: Box): Box {
  const [top, left] = [Math.round(row), Math.round(column)];
  return {
    row: top,
    column: left,
    rows: Math.round(row + rows) - top,
    columns: Math.round(column + columns) - left,
  };
}

/** [rows, columns] 1 where a cell of the map lies on the head: enough pixels of the plane above the lowest value. */
function headCells(
  { planes, boxes }: NetworkPlanes,
  plane: number,
  rows: number,
  columns: number,
): Uint8Array {
  const size = Math.sqrt(planes.length / boxes.length);
  const dense = new Uint32Array(rows * columns);
  const pixels = new Uint32Array(rows * columns);
  for (let y = 0; y < size; y++) {
    const row = Math.floor((y * rows) / size);
    for (let x = 0; x < size; x++) {
      const cell = row * columns + Math.floor((x * columns) / size);
      pixels[cell]!++;
      if (planes[(plane * size + y) * size + x]! > 0) dense[cell]!++;
    }
  }
  return Uint8Array.from(dense, (count, cell) => (count >= LEAST_HEAD * pixels[cell]! ? 1 : 0));
}
