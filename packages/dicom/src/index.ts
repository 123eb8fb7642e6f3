/**
 * DICOM bytes in, slices out, and back: `readSlices` turns one file into Hounsfield units with their geometry,
 * `buildSeries` orders slices along their normal, `writeCtImage` writes one, `deidentifyInstance` takes the patient out. Bytes
 * only; no files, no network.
 *
 * @example
 * const slices = await Promise.all(files.map(({ bytes, name }) => readSlices(bytes, name)));
 * const [series] = buildSeries(slices.flat());
 */
export { buildSeries, buildStacks, type UnreadableInstance } from './build-series.ts';
export { EDITION as CONFIDENTIALITY_EDITION } from './deidentify/confidentiality-profile.ts';
export {
  type Deidentified,
  type DeidentifyOptions,
  deidentifyInstance,
} from './deidentify/deidentify-instance.ts';
export { Pseudonyms } from './deidentify/pseudonyms.ts';
export { type InstanceIdentity, NotCtError, UnreadablePixelsError } from './errors.ts';
export { makeUid } from './make-uid.ts';
export { isNifti, readNifti } from './nifti/read-nifti.ts';
export { type InstanceHeader, readHeader, readHeaders } from './read-header.ts';
export { readInstance, readSlices } from './read-slices.ts';
export { readStoredValues, type StoredValues } from './read-stored-values.ts';
export { type HeaderScan, scanHeader } from './scan-header.ts';
export { type CtImage, writeCtImage } from './write-ct-image.ts';
