import { type ImageKind, imageKind } from '@ichor/ct';
import { type InstanceIdentity, LEGAL_CODE, NotCtError } from '../errors.ts';
import type { Part10 } from '../part10/parse-part10.ts';
import { quoted } from '../quoted.ts';
import { TAG } from '../tags.ts';
import { isImageless, isImagelessClass } from './is-imageless.ts';
import { isGrey } from './pixel-description.ts';

const CT_STORAGE: ReadonlySet<string> = new Set([
  '1.2.840.10008.5.1.4.1.1.2', // CT Image Storage
  '1.2.840.10008.5.1.4.1.1.2.1', // Enhanced CT Image Storage
  '1.2.840.10008.5.1.4.1.1.2.2', // Legacy Converted Enhanced CT Image Storage
]);

const SECONDARY_CAPTURE = /^1\.2\.840\.10008\.5\.1\.4\.1\.1\.7(\.|$)/;

export const isCtStorage = (sopClassUid: string): boolean => CT_STORAGE.has(sopClassUid);

/**
 * As long as VR UI allows (PS3.5 section 6.2) and fit to be printed; anything else, or two of them with a backslash between,
 * names nothing that a report could hold.
 */
const READABLE_UID = /^[\x20-\x5b\x5d-\x7e]{1,64}$/;

const readable = (value: string | undefined): string | undefined =>
  value !== undefined && READABLE_UID.test(value) ? value : undefined;

const uidsOf = ({ dataSet, fileMeta }: Part10) => ({
  SOPInstanceUID: readable(dataSet.text(TAG.SOPInstanceUID) ?? fileMeta.text(TAG.MediaStorageSOPInstanceUID)),
  StudyInstanceUID: readable(dataSet.text(TAG.StudyInstanceUID)),
  SeriesInstanceUID: readable(dataSet.text(TAG.SeriesInstanceUID)),
});

/** Which of the UIDs that say where an instance belongs can't be had. */
export const missingUids = (file: Part10): string[] =>
  Object.entries(uidsOf(file)).flatMap(([name, uid]) => (uid === undefined ? [name] : []));

/** UIDs are taken as they stand: RSNA's `ID_...` is illegal for the VR UI and names a slice all the same. */
export function identity(file: Part10): InstanceIdentity | undefined {
  const { dataSet } = file;
  const {
    SOPInstanceUID: sopInstanceUid,
    StudyInstanceUID: studyInstanceUid,
    SeriesInstanceUID: seriesInstanceUid,
  } = uidsOf(file);
  if (sopInstanceUid === undefined || studyInstanceUid === undefined || seriesInstanceUid === undefined) {
    return undefined;
  }
  const kind = kindOf(file);
  return {
    studyInstanceUid,
    seriesInstanceUid,
    sopInstanceUid,
    patientId: dataSet.text(TAG.PatientID) ?? '',
    ...(kind !== 'slice' && { kind }),
  };
}

const kindOf = (file: Pick<Part10, 'dataSet' | 'fileMeta'>): ImageKind =>
  imageKind({ sopClassUid: sopClass(file), imageType: file.dataSet.texts(TAG.ImageType) });

/** A header that was cut off before it says what it is gets the error of the cut, not of the modality. */
export function requireCt(file: Part10, subject: string, instance: InstanceIdentity | undefined): void {
  const written = file.dataSet.text(TAG.Modality);
  const modality = written?.toUpperCase();
  if (modality === 'CT') {
    const problem = otherThanSlices(file);
    if (problem === undefined) return;
    throw new NotCtError({ subject, modality, instance, problem });
  }
  if (modality === undefined && (file.stoppedBy !== undefined || isCtStorage(sopClass(file) ?? ''))) return;
  const legal = modality !== undefined && LEGAL_CODE.test(modality) ? modality : undefined;
  const problem =
    legal === undefined && written !== undefined ? `has the modality ${quoted(written)}, not CT` : undefined;
  throw new NotCtError({ subject, modality: legal, instance, problem });
}

/** What of CT by its modality is no slice all the same; undefined where it may be one. */
function otherThanSlices(file: Part10): string | undefined {
  const { dataSet } = file;
  const uid = sopClass(file) ?? '';
  const frames = dataSet.decimal(TAG.NumberOfFrames) ?? 1;
  // One page may be told apart by its tags later; of several pages none says where it lies.
  if (frames > 1 && SECONDARY_CAPTURE.test(uid)) {
    return `is a secondary capture of ${frames} frames, such as a dose report, and no CT slices`;
  }
  // Scanners call their raw data CT too. Of a class of a maker's own a file that is cut off can't tell.
  if (isImagelessClass(uid) || (file.stoppedBy === undefined && isImageless(dataSet, sopClass(file))))
    return 'is an object without pictures of its own, and no CT slice';
  const inColours = !isGrey(dataSet) || (dataSet.unsigned(TAG.SamplesPerPixel) ?? 1) > 1;
  const isSecondary = dataSet.texts(TAG.ImageType)?.[1] === 'SECONDARY';
  return inColours && (isSecondary || kindOf(file) !== 'slice')
    ? 'is a picture in colours (a page, a map or a rendering), and no CT slice'
    : undefined;
}

export const sopClass = ({ dataSet, fileMeta }: Pick<Part10, 'dataSet' | 'fileMeta'>): string | undefined =>
  dataSet.text(TAG.SOPClassUID) ?? fileMeta.text(TAG.MediaStorageSOPClassUID);
