import { IchorError, type Notice, type Slice } from '@ichor/ct';
import type { DataSet } from './data-set.ts';
import { decodeCells } from './decode-cells.ts';
import { type InstanceIdentity, Malformed, NotCtError, UnreadablePixelsError } from './errors.ts';
import { hounsfieldUnits } from './hounsfield-units.ts';
import { type Part10, parsePart10 } from './parse-part10.ts';
import { sliceGeometry } from './slice-geometry.ts';

const CT_STORAGE: ReadonlySet<string> = new Set([
  '1.2.840.10008.5.1.4.1.1.2', // CT Image Storage
  '1.2.840.10008.5.1.4.1.1.2.1', // Enhanced CT Image Storage
  '1.2.840.10008.5.1.4.1.1.2.2', // Legacy Converted Enhanced CT Image Storage
]);

/**
 * Reads one DICOM file of one CT slice into Hounsfield units with its geometry. Whatever was repaired, left out or
 * assumed stands in the slice's notices; what the header lacks is undefined.
 *
 * @param bytes a Part 10 file, with or without preamble and file meta information.
 * @param subject names the file in errors, and nowhere else.
 * @throws UnreadablePixelsError where the header names its series but the pixels can't be had; NotCtError; else
 * IchorError 'not-dicom', 'dicom-truncated', 'dicom-corrupt', 'missing-uid', 'transfer-syntax-unsupported'.
 */
export async function readInstance(bytes: Uint8Array, subject: string): Promise<Slice> {
  let instance: InstanceIdentity | undefined;
  try {
    const file = parsePart10(bytes);
    instance = identity(file);
    requireCt(file, subject, instance);
    if (file.stoppedBy !== undefined) throw file.stoppedBy;
    if (instance === undefined) {
      throw new Malformed(
        'missing-uid',
        'lacks a readable SOP instance, series or study UID, so that nobody can say where it belongs',
        'Ask for it to be sent anew.',
      );
    }
    return await decodeSlice(file, instance);
  } catch (error) {
    if (!(error instanceof Malformed)) throw error;
    const { code, problem, remedy, cause } = error;
    const what = { code, subject, problem, remedy, cause };
    throw instance === undefined ? new IchorError(what) : new UnreadablePixelsError({ ...what, instance });
  }
}

/** As long as VR UI allows (PS3.5 section 6.2) and fit to be printed; anything else names nothing that a report could hold. */
const READABLE_UID = /^[\x20-\x7e]{1,64}$/;

/** UIDs are taken as they stand: RSNA's `ID_...` is illegal for the VR UI and names a slice all the same. */
function identity({ dataSet, fileMeta }: Part10): InstanceIdentity | undefined {
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
function requireCt(file: Part10, subject: string, instance: InstanceIdentity | undefined): void {
  const modality = file.dataSet.text(0x00080060);
  if (modality === 'CT') return;
  if (modality === undefined && (file.stoppedBy !== undefined || CT_STORAGE.has(sopClass(file) ?? '')))
    return;
  throw new NotCtError({ subject, modality, instance });
}

const sopClass = ({ dataSet, fileMeta }: Part10): string | undefined =>
  dataSet.text(0x00080016) ?? fileMeta.text(0x00020002);

async function decodeSlice(file: Part10, instance: InstanceIdentity): Promise<Slice> {
  const { dataSet, transferSyntaxUid } = file;
  const notices: Notice[] = [];
  const complain = (code: string, message: string): void => {
    notices.push({ code, message, sopInstanceUids: [instance.sopInstanceUid] });
  };
  if (file.syntaxDoubt !== undefined) complain('transfer-syntax-guessed', file.syntaxDoubt);

  if (dataSet.text(0x00282110) === '01') complain('lossy-compressed', lossyMessage(dataSet));
  const { cells, description } = await decodeCells(dataSet, transferSyntaxUid, complain);
  const hu = hounsfieldUnits(cells, description, complain);
  const [center, width] = [dataSet.decimal(0x00281050), dataSet.decimal(0x00281051)];
  const rescaleType = dataSet.text(0x00281054);
  if (rescaleType !== undefined && rescaleType !== 'HU') {
    complain('rescale-type-not-hu', 'The values are not Hounsfield units: RescaleType says something else.');
  }
  return {
    ...instance,
    rows: description.rows,
    columns: description.columns,
    hu,
    ...sliceGeometry(dataSet, complain),
    modality: dataSet.text(0x00080060),
    seriesDescription: dataSet.text(0x0008103e),
    sopClassUid: sopClass(file),
    imageType: dataSet.texts(0x00080008),
    rescaleType,
    // Only the first of several windows; a width under 1 is illegal (PS3.3 C.11.2.1.2).
    window:
      center !== undefined && width !== undefined && Number.isFinite(center) && width >= 1
        ? { center, width }
        : undefined,
    patientPosition: dataSet.text(0x00185100),
    gantryTiltDegrees: finite(dataSet.decimal(0x00181120)),
    notices,
  };
}

/** LossyImageCompression is 01 (PS3.3 C.7.6.1.1.5); one ratio for each time the image was compressed. */
function lossyMessage(dataSet: DataSet): string {
  const ratios = dataSet.decimals(0x00282112)?.filter(Number.isFinite) ?? [];
  const ratio =
    ratios.length > 0 ? `at ${ratios.map((r) => `${r}:1`).join(', then ')}` : 'at a ratio not stated';
  return `The pixels were compressed with loss, ${ratio}.`;
}

const finite = (value: number | undefined): number | undefined =>
  value !== undefined && Number.isFinite(value) ? value : undefined;
