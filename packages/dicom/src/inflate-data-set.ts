import { Inflate } from 'fflate';
import { corrupt, Malformed, truncated } from './errors.ts';

/** More than any CT file inflates to, and far less than a bomb of the same size does. */
const MOST_BYTES = 2 ** 29;
/** A stored block, the most that can be asked for without an answer, is shorter than two steps. */
const STEP = 2 ** 16;

/**
 * Inflates the data set of Deflated Explicit VR Little Endian (PS3.5 A.5, RFC 1951 without a zlib header). What could be
 * had before the stream broke off comes back too, with what broke it.
 */
export function inflateDataSet(
  deflated: Uint8Array,
  mostBytes = MOST_BYTES,
): {
  bytes: Uint8Array;
  stoppedBy: Malformed | undefined;
} {
  const parts: Uint8Array[] = [];
  let total = 0;
  let stoppedBy: Malformed | undefined;
  const inflate = new Inflate((part) => {
    parts.push(part);
    total += part.length;
  });
  try {
    // Three steps without an answer lie behind the end: trailing garbage.
    for (let offset = 0, silent = 0; offset < deflated.length && silent < 3; offset += STEP) {
      const before = total;
      inflate.push(deflated.subarray(offset, offset + STEP), false);
      silent = total === before ? silent + 1 : 0;
      if (total > mostBytes) {
        parts.length = total = 0;
        throw corrupt(`inflates to more than ${mostBytes} bytes`);
      }
    }
    inflate.push(new Uint8Array(0), true);
  } catch (error) {
    if (error instanceof Malformed) stoppedBy = error;
    else {
      // fflate's code 0 is the end of the stream before its last block.
      const broke = (error as { code?: number }).code === 0;
      stoppedBy = broke
        ? truncated('ends in its deflated data set')
        : corrupt('has a deflated data set that can not be inflated');
    }
  }
  const bytes = new Uint8Array(total);
  let offset = 0;
  for (const part of parts) {
    bytes.set(part, offset);
    offset += part.length;
  }
  return { bytes, stoppedBy };
}
