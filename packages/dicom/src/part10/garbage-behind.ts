import { TAG } from '../tags.ts';
import { type Encoding, hasVr } from './element-parser.ts';

/**
 * Whether bytes lie behind the pixels that are no data element and no mere zeros: either somebody put them there, or
 * something was put among the pixels, which then are displaced.
 *
 * @param offset behind the pixels.
 */
export function garbageBehind(
  bytes: Uint8Array,
  offset: number,
  { explicit, littleEndian }: Encoding,
): boolean {
  const rest = bytes.subarray(offset);
  if (rest.every((byte) => byte === 0)) return false;
  if (rest.length < 8) return true;
  const view = new DataView(rest.buffer, rest.byteOffset, rest.length);
  const tag = ((view.getUint16(0, littleEndian) << 16) | view.getUint16(2, littleEndian)) >>> 0;
  if (tag <= TAG.PixelData) return true;
  return explicit ? !hasVr(rest, 0) : 8 + view.getUint32(4, littleEndian) > rest.length;
}
