import { type InstanceIdentity, LEGAL_CODE, NotCtError } from './errors.ts';
import type { Part10 } from './parse-part10.ts';

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

/** UIDs are taken as they stand: RSNA's `ID_...` is illegal for the VR UI and names a slice all the same. */
export function identity({ dataSet, fileMeta }: Part10): InstanceIdentity | undefined {
  const uid = (value: string | undefined): string | undefined =>
    value !== undefined && READABLE_UID.test(value) ? value : undefined;
  const sopInstanceUid = uid(dataSet.text(0x00080018) ?? fileMeta.text(0x00020003));
  const studyInstanceUid = uid(dataSet.text(0x0020000d));
  const seriesInstanceUid = uid(dataSet.text(0x0020000e));
  if (sopInstanceUid === undefined || studyInstanceUid === undefined || seriesInstanceUid === undefined) {
    return undefined;
  }
  return { studyInstanceUid, seriesInstanceUid, sopInstanceUid, patientId: dataSet.text(0x00100020) ?? '' };
}

/** A header that was cut off before it says what it is gets the error of the cut, not of the modality. */
export function requireCt(file: Part10, subject: string, instance: InstanceIdentity | undefined): void {
  const modality = file.dataSet.text(0x00080060);
  if (modality === 'CT') {
    const frames = file.dataSet.decimal(0x00280008) ?? 1;
    // One page may be told apart by its tags later; of several pages none says where it lies.
    if (!(frames > 1 && SECONDARY_CAPTURE.test(sopClass(file) ?? ''))) return;
    const problem = `is a secondary capture of ${frames} frames, such as a dose report, and no CT slices`;
    throw new NotCtError({ subject, modality, instance, problem });
  }
  if (modality === undefined && (file.stoppedBy !== undefined || isCtStorage(sopClass(file) ?? ''))) return;
  const legal = modality !== undefined && LEGAL_CODE.test(modality) ? modality : undefined;
  throw new NotCtError({ subject, modality: legal, instance });
}

export const sopClass = ({ dataSet, fileMeta }: Pick<Part10, 'dataSet' | 'fileMeta'>): string | undefined =>
  dataSet.text(0x00080016) ?? fileMeta.text(0x00020002);
