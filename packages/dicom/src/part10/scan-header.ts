import { IchorError, Malformed } from '@ichor/notices';
import { TAG } from '../tags.ts';
import { parsePart10 } from './parse-part10.ts';
import { DEFLATED, transferSyntax } from './transfer-syntaxes.ts';

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
  const { dataSet, end, stoppedBy, transferSyntaxUid } = parsePart10(
    bytes,
    (tag) => tag >>> 16 < PIXEL_GROUP,
    { headerOnly: true },
  );
  if (stoppedBy !== undefined) {
    // What lies behind the bytes may show how an element is written that by itself makes no sense; what is no more than a
    // bomb is not inflated again.
    if (stoppedBy.code === 'dicom-corrupt' && !whole && transferSyntaxUid !== DEFLATED) return undefined;
    throw stoppedBy;
  }
  if (end >= bytes.length && !whole) return undefined;
  const frames = dataSet.decimal(TAG.NumberOfFrames) ?? 1;
  return {
    headerBytes: end,
    transferSyntaxUid,
    transferSyntaxName: transferSyntax(transferSyntaxUid).name,
    frames: Number.isInteger(frames) && frames > 1 ? frames : 1,
  };
}
