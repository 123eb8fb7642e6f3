import type { Attributes } from '../part10/data-set.ts';
import { TAG } from '../tags.ts';

const ROOT = '1.2.840.10008.5.1.4.1.1.';
/**
 * Storage classes (PS3.4 table B.5-1) whose objects have no pixels, whatever else they hold: spectra, waveforms, presentation states,
 * raw data and registrations, reports, documents, plans of radiotherapy, measurements.
 */
const NEVER =
  /^(4\.2|66|66\.[12356]|67|77\.1\.5\.3|80|81|82|481\.([3-9]|\d\d)|(9|11|68|78|79|88|104)(\..+)?)$/;
/** Classes of images; an object of one of them without the attributes of an image is damaged. */
const IMAGE = /^(66\.[478]|481\.[12]|(1|2|3|4|6|7|12|13|14|20|30|77|128|130)(\..+)?)$/;
/** What every image has some of: SamplesPerPixel, PhotometricInterpretation, Rows, Columns, BitsAllocated, Pixel Data. */
const OF_IMAGES = [
  TAG.SamplesPerPixel,
  TAG.PhotometricInterpretation,
  TAG.Rows,
  TAG.Columns,
  TAG.BitsAllocated,
  TAG.PixelData,
];

/**
 * Whether an object has no pixels because its kind has none, such as a structured report or a scanner's raw data, and so lacks
 * nothing. One of a class that isn't known (a maker's own) is so where no attribute of an image is there.
 */
export function isImageless(attributes: Attributes, sopClassUid: string | undefined): boolean {
  if (isImagelessClass(sopClassUid)) return true;
  if (IMAGE.test(standardClass(sopClassUid))) return false;
  // RSNA's files name no class, only the modality.
  if (sopClassUid === undefined && attributes.text(TAG.Modality) === 'CT') return false;
  return !OF_IMAGES.some((tag) => attributes.has(tag));
}

/** Whether the class alone says so. */
export const isImagelessClass = (sopClassUid: string | undefined): boolean =>
  NEVER.test(standardClass(sopClassUid));

/** What follows the root of the standard's storage classes; empty for others. */
const standardClass = (sopClassUid: string | undefined): string =>
  sopClassUid?.startsWith(ROOT) ? sopClassUid.slice(ROOT.length) : '';
