import { IchorError, type Notice, type Slice } from '@ichor/ct';
import type { DataSet } from './data-set.ts';
import { type CellFrame, decodeCells } from './decode-cells.ts';
import {
  type InstanceIdentity,
  Malformed,
  missingUid,
  UnreadablePixelsError,
  unsupportedPixels,
} from './errors.ts';
import { hounsfieldUnits } from './hounsfield-units.ts';
import { identity, requireCt } from './identity.ts';
import { type Part10, parsePart10 } from './parse-part10.ts';
import { pixelDescription } from './pixel-description.ts';
import { sliceHeader } from './slice-header.ts';

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
    if (instance === undefined) throw missingUid();
    return await decodeSlice(file, instance);
  } catch (error) {
    if (!(error instanceof Malformed)) throw error;
    const { code, problem, remedy, cause } = error;
    const what = { code, subject, problem, remedy, cause };
    throw instance === undefined ? new IchorError(what) : new UnreadablePixelsError({ ...what, instance });
  }
}

async function decodeSlice(file: Part10, instance: InstanceIdentity): Promise<Slice> {
  const { dataSet, fileMeta, transferSyntaxUid } = file;
  const notices: Notice[] = [];
  const complain = (code: string, message: string): void => {
    notices.push({ code, message, sopInstanceUids: [instance.sopInstanceUid] });
  };
  if (file.syntaxDoubt !== undefined) complain('transfer-syntax-guessed', file.syntaxDoubt);

  const description = pixelDescription(dataSet);
  if (description.frames !== 1)
    throw unsupportedPixels(`holds ${description.frames} frames, and files of several are not read yet`);
  const decoded = await decodeCells(dataSet, description, transferSyntaxUid, complain).next();
  const frame = decoded.value as CellFrame;
  if (dataSet.text(0x00282110) === '01' || frame.lossy) complain('lossy-compressed', lossyMessage(dataSet));
  const hu = hounsfieldUnits(frame.cells, { ...description, ...frame.layout }, complain);
  const header = sliceHeader(dataSet, fileMeta, complain);
  if (header.rescaleType !== undefined && header.rescaleType !== 'HU') {
    complain('rescale-type-not-hu', 'The values are not Hounsfield units: RescaleType says something else.');
  }
  return { ...instance, ...header, rows: description.rows, columns: description.columns, hu, notices };
}

/** One ratio for each time the image was compressed (PS3.3 C.7.6.1.1.5). */
function lossyMessage(dataSet: DataSet): string {
  const ratios = dataSet.decimals(0x00282112)?.filter(Number.isFinite) ?? [];
  const ratio =
    ratios.length > 0 ? `at ${ratios.map((r) => `${r}:1`).join(', then ')}` : 'at a ratio not stated';
  return `The pixels were compressed with loss, ${ratio}.`;
}
