import type { Attributes, DataSet } from './data-set.ts';
import { corrupt, unsupportedPixels } from './errors.ts';

const SHARED_GROUPS = 0x52009229;
export const PER_FRAME_GROUPS = 0x52009230;
/** The functional groups that say something of a CT frame (PS3.3 tables A.38-2 and A.70-2), the most particular first. */
const MACROS = [
  0x00209113, // Plane Position
  0x00209116, // Plane Orientation
  0x00289110, // Pixel Measures
  0x00289145, // Pixel Value Transformation
  0x00289132, // Frame VOI LUT
  0x00189329, // CT Image Frame Type
  0x00189304, // CT Acquisition Details
  0x00209171, // Unassigned Per-Frame Converted Attributes
  0x00209170, // Unassigned Shared Converted Attributes
];

/**
 * What holds for each frame: its own functional groups, then the shared ones, then the data set (PS3.3 C.7.6.16). An
 * image without functional groups is one frame, of which the data set says everything.
 *
 * @throws Malformed 'unsupported-pixels' where nothing says which frame lies where, 'dicom-corrupt'
 */
export function frameAttributes(dataSet: DataSet, frames: number): readonly Attributes[] {
  if (!dataSet.has(PER_FRAME_GROUPS)) {
    if (frames === 1) return [dataSet];
    throw unsupportedPixels(`holds ${frames} frames, and does not say where each of them lies`);
  }
  const own = dataSet.items(PER_FRAME_GROUPS);
  if (own.length !== frames) {
    throw corrupt(`holds ${frames} frames, but describes ${own.length}`);
  }
  const shared = dataSet.items(SHARED_GROUPS).slice(0, 1).flatMap(macros);
  return own.map((groups) => layered([...macros(groups), ...shared, dataSet]));
}

const macros = (groups: DataSet): DataSet[] => MACROS.flatMap((tag) => groups.items(tag).slice(0, 1));

/** The attributes of the first data set that has them. */
function layered(layers: readonly DataSet[]): Attributes {
  const of = (tag: number): DataSet | undefined => layers.find((layer) => layer.has(tag));
  return {
    has: (tag) => of(tag) !== undefined,
    text: (tag) => of(tag)?.text(tag),
    texts: (tag) => of(tag)?.texts(tag),
    decimals: (tag) => of(tag)?.decimals(tag),
    decimal: (tag) => of(tag)?.decimal(tag),
    unsigned: (tag) => of(tag)?.unsigned(tag),
    items: (tag) => of(tag)?.items(tag) ?? [],
  };
}
