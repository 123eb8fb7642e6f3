/**
 * DICOM bytes in, slices out, and back: `readSlices` turns one file into Hounsfield units with their geometry,
 * `buildSeries` orders slices along their normal, `writeCtImage` writes one, `deidentifyInstance` takes the patient out. Bytes
 * only; no files, no network.
 *
 * @example
 * const slices = await Promise.all(files.map(({ bytes, name }) => readSlices(bytes, name)));
 * const [series] = buildSeries(slices.flat());
 */

export { EDITION as CONFIDENTIALITY_EDITION } from './deidentify/confidentiality-profile.ts';
export {
  type Deidentified,
  type DeidentifyOptions,
  deidentifyInstance,
} from './deidentify/deidentify-instance.ts';
export { Pseudonyms } from './deidentify/pseudonyms.ts';
export { type InstanceIdentity, NotCtError, UnreadablePixelsError } from './errors.ts';
export { type InstanceHeader, readHeader, readHeaders } from './header/read-header.ts';
export type { ByteSource } from './part10/byte-source.ts';
export { type DicomdirFile, isDicomdir, readDicomdir } from './part10/dicomdir.ts';
export { pictureFormat } from './part10/picture-format.ts';
export { type HeaderBytes, readHeaderBytes } from './part10/read-header-bytes.ts';
export { type HeaderScan, scanHeader } from './part10/scan-header.ts';
export { readStoredValues, type StoredValues } from './pixels/read-stored-values.ts';
export { readInstance, readSlices } from './read-slices.ts';
export { readSlicesOf } from './read-slices-of.ts';
export { buildSeries, buildStacks, type UnreadableInstance } from './series/build-series.ts';
export { TAG } from './tags.ts';
export { makeUid } from './write/make-uid.ts';
export { type CtImage, writeCtImage } from './write/write-ct-image.ts';
