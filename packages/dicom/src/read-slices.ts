import { type Slice, withoutPixels } from '@ichor/ct';
import { IchorError, Malformed } from '@ichor/notices';
import { type Complaint, complainTo } from './complaint.ts';
import { type InstanceIdentity, missingUid, UnreadablePixelsError, unsupportedPixels } from './errors.ts';
import { foreignScale } from './header/foreign-scale.ts';
import { frameAttributes } from './header/frame-attributes.ts';
import { identity, missingUids, requireCt, sopClass } from './header/identity.ts';
import { nameOfFrame } from './header/name-of-frame.ts';
import { pixelDescription } from './header/pixel-description.ts';
import { sliceHeader } from './header/slice-header.ts';
import { hounsfieldUnits } from './hounsfield/hounsfield-units.ts';
import type { Attributes } from './part10/data-set.ts';
import { type Part10, parsePart10 } from './part10/parse-part10.ts';
import { decodeCells } from './pixels/decode-cells.ts';
import { TAG } from './tags.ts';

/**
 * Reads one DICOM file of CT into Hounsfield units with their geometry: one slice, or as many as a multi-frame image
 * (Enhanced CT, Legacy Converted Enhanced CT) has frames. Whatever was repaired, left out or assumed stands in the
 * slice's notices; what the header lacks is undefined.
 *
 * @param bytes a Part 10 file, with or without preamble and file meta information.
 * @param subject names the file in errors, and nowhere else.
 * @param frame the number of the one frame to decode, from 1; all of them without it.
 * @param pixels whether Hounsfield units are kept; without, each slice's are dropped before the next is decoded.
 * @throws UnreadablePixelsError where the header names its series but the pixels can't be had, be it of one frame;
 * NotCtError; else IchorError 'not-dicom', 'dicom-truncated', 'dicom-corrupt', 'missing-uid',
 * 'transfer-syntax-unsupported'; RangeError where the file has no such frame.
 */
export const readSlices = (
  bytes: Uint8Array,
  subject: string,
  { frame, pixels = true }: { frame?: number | undefined; pixels?: boolean } = {},
): Promise<Slice[]> => readParsed(() => parsePart10(bytes), subject, { frame, pixels });

/** Reads one DICOM file of one CT slice, as `readSlices` does; a file of several frames is refused. */
export async function readInstance(bytes: Uint8Array, subject: string): Promise<Slice> {
  const [slice] = await readParsed(() => parsePart10(bytes), subject, { mostFrames: 1 });
  return slice as Slice;
}

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
    if (instance === undefined) throw missingUid(missingUids(file));
    return await decodeSlices(file, instance, options);
  } catch (error) {
    if (!(error instanceof Malformed)) throw error;
    const { code, problem, remedy, cause } = error;
    const what = { code, subject, problem, remedy, cause };
    throw instance === undefined ? new IchorError(what) : new UnreadablePixelsError({ ...what, instance });
  }
}

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
  const lossy = dataSet.text(TAG.LossyImageCompression) === '01';
  // What is wrong with the file concerns all of its frames.
  const ofFile: Complaint[] = [...file.irregular];
  const complainOfFile = complainTo(ofFile);
  for (const doubt of descriptions[0]?.doubts ?? []) complainOfFile('pixel-header-doubtful', doubt);
  if (syntaxDoubt !== undefined) complainOfFile('transfer-syntax-guessed', syntaxDoubt);
  if (file.garbageBehind) complainOfFile('pixel-data-long', { more: 'behind' });
  const decoded = cells(dataSet, descriptions[0]!, transferSyntaxUid, complainOfFile, only);
  const slices: { complaints: Complaint[]; slice: Slice }[] = [];
  for await (const { cells: stored, layout, lossy: lossyStream } of decoded) {
    const index = only ?? slices.length;
    const own = attributes[index]!;
    const description = { ...descriptions[index]!, ...layout };
    const complaints: Complaint[] = [];
    const complain = complainTo(complaints);
    if (lossy || lossyStream) complain('lossy-compressed', { ratios: lossyRatios(dataSet) });
    const { hu, values } = hounsfieldUnits(stored, description, complain);
    const header = sliceHeader(own, sopClass(file), complain);
    const scale = foreignScale(header.header.rescaleType);
    if (scale !== undefined) complain('rescale-type-not-hu', { type: scale });
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
const lossyRatios = (attributes: Attributes): number[] =>
  attributes.decimals(TAG.LossyImageCompressionRatio)?.filter(Number.isFinite) ?? [];
