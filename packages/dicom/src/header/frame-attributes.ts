import { headerWrong, unsupportedPixels } from '../errors.ts';
import type { Attributes, DataSet } from '../part10/data-set.ts';
import { TAG } from '../tags.ts';

/** The functional groups that say something of a CT frame (PS3.3 tables A.38-2 and A.70-2), the most particular first. */
const MACROS = [
  TAG.FrameContentSequence,
  TAG.PlanePositionSequence,
  TAG.PlaneOrientationSequence,
  TAG.PixelMeasuresSequence,
  TAG.PixelValueTransformationSequence,
  TAG.FrameVOILUTSequence,
  TAG.CTImageFrameTypeSequence,
  TAG.CTAcquisitionDetailsSequence,
  TAG.UnassignedPerFrameConvertedAttributesSequence,
  TAG.UnassignedSharedConvertedAttributesSequence,
];

/**
 * What holds for each frame: its own functional groups, then the shared ones, then the data set (PS3.3 C.7.6.16). An
 * image without functional groups is one frame, of which the data set says everything.
 *
 * @throws Malformed 'unsupported-pixels' where nothing says which frame lies where, 'dicom-corrupt'
 */
export function frameAttributes(dataSet: DataSet, frames: number): readonly Attributes[] {
  if (!dataSet.has(TAG.PerFrameFunctionalGroupsSequence)) {
    if (frames === 1) return [dataSet];
    throw unsupportedPixels(
      `holds ${frames} frames, and does not say where each of them lies`,
      'Ask for the images one a file, or as Enhanced CT.',
    );
  }
  // A small file can have any number of empty items.
  const own = dataSet.items(TAG.PerFrameFunctionalGroupsSequence, frames + 1);
  if (own.length !== frames) {
    throw headerWrong(`holds ${frames} frames, but describes ${own.length > frames ? 'more' : own.length}`);
  }
  const shared = dataSet.items(TAG.SharedFunctionalGroupsSequence, 1).flatMap(macros);
  return own.map((groups) => layered([...macros(groups), ...shared, dataSet]));
}

const macros = (groups: DataSet): DataSet[] => MACROS.flatMap((tag) => groups.items(tag, 1));

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
    items: (tag, most) => of(tag)?.items(tag, most) ?? [],
  };
}
