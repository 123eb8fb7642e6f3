import { IchorError } from '@ichor/ct';
import { type Element, type Encoding, readElements } from './deidentify/element-tree.ts';
import { DEFLATED, dataSetEncoding, fileMetaOf, textOf } from './deidentify/read-file.ts';
import { Malformed } from './errors.ts';
import { transferSyntax } from './transfer-syntaxes.ts';

/** What the first bytes of a file say of the whole of it. */
export interface HeaderScan {
  /** Bytes before the pixels: all that `readHeader` needs. */
  readonly headerBytes: number;
  readonly transferSyntaxUid: string;
  /** As PS3.6 has it, or "unknown". */
  readonly transferSyntaxName: string;
  /** NumberOfFrames; 1 where the header has none. */
  readonly frames: number;
}

const PIXEL_GROUP = 0x7fe0;
const NUMBER_OF_FRAMES = 0x00280008;

/**
 * Looks where the header of a file ends, without its pixels. `undefined` says that the bytes given end within the header, so
 * that more are needed; where there are no more, the file is cut off or has no pixels, and `whole` says that it is all there is.
 *
 * @throws IchorError 'not-dicom', 'dicom-corrupt', 'transfer-syntax-unsupported' where not even the header can be read.
 */
export function scanHeader(bytes: Uint8Array, subject: string, whole: boolean): HeaderScan | undefined {
  try {
    return scanned(bytes, whole);
  } catch (error) {
    if (!(error instanceof Malformed)) throw error;
    if (error.code === 'dicom-truncated' && !whole) return undefined;
    const { code, problem, remedy, cause } = error;
    throw new IchorError({ code, subject, problem, remedy, cause });
  }
}

function scanned(bytes: Uint8Array, whole: boolean): HeaderScan | undefined {
  const { named, end } = fileMetaOf(bytes);
  const describe = (uid: string, headerBytes: number, elements: readonly Element[]): HeaderScan => ({
    headerBytes,
    transferSyntaxUid: uid,
    transferSyntaxName: transferSyntax(uid).name,
    frames: framesOf(elements),
  });
  if (named === DEFLATED) return whole ? describe(named, bytes.length, []) : undefined;
  const { encoding, transferSyntaxUid } = dataSetEncoding(bytes, end, named);
  const read = elementsBeforePixels(bytes, end, encoding);
  if (read.end >= bytes.length && !whole) return undefined;
  return describe(transferSyntaxUid, read.end, read.elements);
}

const elementsBeforePixels = (bytes: Uint8Array, start: number, encoding: Encoding) =>
  readElements(
    bytes,
    start,
    encoding,
    () => false,
    (tag) => tag >>> 16 < PIXEL_GROUP,
  );

function framesOf(elements: readonly Element[]): number {
  const frames = Number(textOf(elements.find(({ tag }) => tag === NUMBER_OF_FRAMES)));
  return Number.isInteger(frames) && frames > 1 ? frames : 1;
}
