import { type Encoding, hasVr } from './element-parser.ts';

/** How a data set is written that begins here, by its first element: one of group 2 or 8; undefined where none does. */
export function looksLikeDataSet(bytes: Uint8Array, offset: number): Encoding | undefined {
  if (offset + 8 > bytes.length) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset + offset, 8);
  for (const littleEndian of [true, false]) {
    const group = view.getUint16(0, littleEndian);
    const element = view.getUint16(2, littleEndian);
    if ((group !== 0x0002 && group !== 0x0008) || element > 0x2300) continue;
    if (hasVr(bytes, offset)) return { explicit: true, littleEndian };
    const fits = offset + 8 + view.getUint32(4, true) <= bytes.length;
    if (littleEndian && group === 0x0008 && fits) return { explicit: false, littleEndian };
  }
  return undefined;
}
