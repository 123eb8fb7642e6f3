import { CompilerError, fromFloat16 } from '@ichor/compiler';

/** Kinds of numbers that weights are kept in, and the bytes of one. */
export const ELEMENT_BYTES = {
  F64: 8,
  F32: 4,
  F16: 2,
  BF16: 2,
  I64: 8,
  I32: 4,
  I16: 2,
  I8: 1,
  U8: 1,
  BOOL: 1,
} as const;
export type ElementType = keyof typeof ELEMENT_BYTES;

/**
 * Little-endian numbers -> float32, each the nearest one (whole numbers above 2^24 and what F64 has more digits of are
 * rounded).
 *
 * @param bytes a whole number of elements, at any place in memory
 * @throws CompilerError where the bytes end within an element
 */
export function toFloat32(type: ElementType, bytes: Uint8Array): Float32Array {
  if (bytes.length % ELEMENT_BYTES[type] !== 0)
    throw new CompilerError(
      type,
      `elements have ${ELEMENT_BYTES[type]} bytes, and there are ${bytes.length}`,
    );
  // A copy lies in memory as typed arrays want it.
  const { buffer } = new Uint8Array(bytes);
  switch (type) {
    case 'F32':
      return new Float32Array(buffer);
    case 'F64':
      return Float32Array.from(new Float64Array(buffer));
    case 'F16':
      return fromFloat16(new Uint16Array(buffer));
    case 'BF16':
      // The upper half of a float32.
      return new Float32Array(Uint32Array.from(new Uint16Array(buffer), (half) => half << 16).buffer);
    case 'I64':
      return Float32Array.from(new BigInt64Array(buffer), Number);
    case 'I32':
      return Float32Array.from(new Int32Array(buffer));
    case 'I16':
      return Float32Array.from(new Int16Array(buffer));
    case 'I8':
      return Float32Array.from(new Int8Array(buffer));
    case 'U8':
    case 'BOOL':
      return Float32Array.from(new Uint8Array(buffer));
  }
}
