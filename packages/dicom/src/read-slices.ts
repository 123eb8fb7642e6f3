import { IchorError, type Notice, type Slice, withoutPixels } from '@ichor/ct';
import type { Attributes } from './data-set.ts';
import { decodeCells } from './decode-cells.ts';
import {
  type InstanceIdentity,
  Malformed,
  missingUid,
  UnreadablePixelsError,
  unsupportedPixels,
} from './errors.ts';
import { frameAttributes } from './frame-attributes.ts';
import { hounsfieldUnits } from './hounsfield-units.ts';
import { identity, requireCt, sopClass } from './identity.ts';
import { nameOfFrame } from './name-of-frame.ts';
import { type Part10, parsePart10 } from './parse-part10.ts';
import { pixelDescription } from './pixel-description.ts';
import { sliceHeader } from './slice-header.ts';

/**
 * Reads one DICOM file of CT into Hounsfield units with their geometry: one slice, or as many as a multi-frame image
 * (Enhanced CT, Legacy Converted Enhanced CT) has frames. Whatever was repaired, left out or assumed stands in the
 * slice's notices; what the header lacks is undefined.
 *
 * @param bytes a Part 10 file, with or without preamble and file meta information.
 * @param subject names the file in errors, and nowhere else.
 * @param frame the number of the one frame to decode, from 1; all of them without it.
 * @throws UnreadablePixelsError where the header names its series but the pixels can't be had, be it of one frame;
 * NotCtError; else IchorError 'not-dicom', 'dicom-truncated', 'dicom-corrupt', 'missing-uid',
 * 'transfer-syntax-unsupported'; RangeError where the file has no such frame.
 */
export const readSlices = (
  bytes: Uint8Array,
  subject: string,
  { frame }: { frame?: number | undefined } = {},
): Promise<Slice[]> => read(bytes, subject, Number.POSITIVE_INFINITY, frame);

/** Reads one DICOM file of one CT slice, as `readSlices` does; a file of several frames is refused. */
export async function readInstance(bytes: Uint8Array, subject: string): Promise<Slice> {
  const [slice] = await read(bytes, subject, 1);
  return slice as Slice;
}

const read = (bytes: Uint8Array, subject: string, mostFrames: number, frame?: number): Promise<Slice[]> =>
  readParsed(() => parsePart10(bytes), subject, { mostFrames, frame });

/** Where the cells of a file's frames come from; `decodeCells` takes them from its bytes. */
export type CellSource = typeof decodeCells;

interface ReadParsedOptions {
  readonly mostFrames?: number;
  /** The number of the one frame to decode, from 1; all of them without it. */
  readonly frame?: number | undefined;
  readonly cells?: CellSource;
  /** Without, the Hounsfield units of each slice are dropped before the next is decoded. */
  readonly pixels?: boolean;
}

/** As `readSlices`, of a file that is taken apart already, with its cells from anywhere. */
export async function readParsed(
  parse: () => Part10,
  subject: string,
  options: ReadParsedOptions,
): Promise<Slice[]> {
  let instance: InstanceIdentity | undefined;
  try {
    const file = parse();
    instance = identity(file);
    requireCt(file, subject, instance);
    if (file.stoppedBy !== undefined) throw file.stoppedBy;
    if (instance === undefined) throw missingUid();
    return await decodeSlices(file, instance, options);
  } catch (error) {
    if (!(error instanceof Malformed)) throw error;
    const { code, problem, remedy, cause } = error;
    const what = { code, subject, problem, remedy, cause };
    throw instance === undefined ? new IchorError(what) : new UnreadablePixelsError({ ...what, instance });
  }
}

type Complaint = Pick<Notice, 'code' | 'message'>;

async function decodeSlices(
  file: Part10,
  instance: InstanceIdentity,
  { mostFrames = Number.POSITIVE_INFINITY, frame, cells = decodeCells, pixels = true }: ReadParsedOptions,
): Promise<Slice[]> {
  const { dataSet, transferSyntaxUid, syntaxDoubt } = file;
  const { frames } = pixelDescription(dataSet);
  if (frames > mostFrames) {
    throw unsupportedPixels(`holds ${frames} frames, and is read here only as one file a slice`);
  }
  const only = frame === undefined ? undefined : frame - 1;
  if (frame !== undefined && !(frame >= 1 && frame <= frames)) {
    throw new RangeError(`readSlices: frame ${frame} of ${frames}`);
  }
  const attributes = frameAttributes(dataSet, frames);
  const descriptions = attributes.map(pixelDescription);
  const lossy = dataSet.text(0x00282110) === '01';
  // What is wrong with the file concerns all of its frames.
  const ofFile: Complaint[] = [];
  if (syntaxDoubt !== undefined) ofFile.push({ code: 'transfer-syntax-guessed', message: syntaxDoubt });
  if (file.garbageBehind) {
    ofFile.push({
      code: 'pixel-data-long',
      message: 'Behind the pixels lie bytes that belong to nothing; they were left out.',
    });
  }
  const complainOfFile = (code: string, message: string): void => {
    ofFile.push({ code, message });
  };
  const decoded = cells(dataSet, descriptions[0]!, transferSyntaxUid, complainOfFile, only);
  const slices: { complaints: Complaint[]; slice: Slice }[] = [];
  for await (const { cells: stored, layout, lossy: lossyStream } of decoded) {
    const index = only ?? slices.length;
    const own = attributes[index]!;
    const description = { ...descriptions[index]!, ...layout };
    const complaints: Complaint[] = [];
    const complain = (code: string, message: string): void => {
      complaints.push({ code, message });
    };
    if (lossy || lossyStream) complain('lossy-compressed', lossyMessage(dataSet));
    const { hu, values } = hounsfieldUnits(stored, description, complain);
    const header = sliceHeader(own, sopClass(file), complain);
    if (header.rescaleType !== undefined && header.rescaleType !== 'HU') {
      complain(
        'rescale-type-not-hu',
        'The values are not Hounsfield units: RescaleType says something else.',
      );
    }
    const { rows, columns } = description;
    const slice = {
      ...instance,
      ...header,
      ...nameOfFrame(instance, index, frames),
      rows,
      columns,
      hu,
      values: { transferSyntaxUid, ...values },
      notices: [],
    };
    slices.push({ complaints, slice: pixels ? slice : withoutPixels(slice) });
  }
  return slices.map(({ slice, complaints }) => ({
    ...slice,
    notices: [...ofFile, ...complaints].map((one) => ({ ...one, sopInstanceUids: [slice.sopInstanceUid] })),
  }));
}

/** One ratio for each time the image was compressed (PS3.3 C.7.6.1.1.5). */
function lossyMessage(attributes: Attributes): string {
  const ratios = attributes.decimals(0x00282112)?.filter(Number.isFinite) ?? [];
  const ratio =
    ratios.length > 0 ? `at ${ratios.map((r) => `${r}:1`).join(', then ')}` : 'at a ratio not stated';
  return `The pixels were compressed with loss, ${ratio}.`;
}
