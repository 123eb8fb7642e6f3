import { CompilerError } from '@ichor/compiler';
import { unzipSync } from 'fflate';

/** What entries may unpack to, all together: above it a zip is a lie, or of no network that is known here. */
const MOST_BYTES = 2 ** 32;

/** Whether the bytes begin as a zip's. */
export const isZip = (bytes: Uint8Array): boolean =>
  bytes[0] === 0x50 && bytes[1] === 0x4b && bytes[2] === 3 && bytes[3] === 4;

/**
 * The wanted entries of a zip, stored or deflated, by name.
 *
 * @throws CompilerError where the zip is cut off or damaged
 */
export function readZip(bytes: Uint8Array, wants: (name: string) => boolean): Map<string, Uint8Array> {
  let total = 0;
  try {
    const files = unzipSync(bytes, {
      filter: ({ name, originalSize }) => {
        if (!wants(name)) return false;
        total += originalSize;
        if (total > MOST_BYTES) throw new RangeError(`unpacks to more than ${MOST_BYTES} bytes`);
        return true;
      },
    });
    return new Map(Object.entries(files));
  } catch (cause) {
    throw new CompilerError('zip', 'is cut off or damaged: it cannot be unpacked', { cause });
  }
}
