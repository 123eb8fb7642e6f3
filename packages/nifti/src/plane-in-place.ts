import type { NiftiHeader } from './nifti-header.ts';
import type { VoxelAxes } from './slice-axis.ts';

const INT16 = 4;
const isLittle = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

/**
 * A plane's Hounsfield units where they lie already: signed 16 bits in this machine's order, unscaled, plane after plane, as dcm2niix
 * writes them. A copy of a thin series would be 300 MB more. Undefined where they lie otherwise, or one is below what HU may be.
 */
export function planeInPlace(
  bytes: Uint8Array,
  { datatype, littleEndian, size }: NiftiHeader,
  [slope, intercept]: readonly [number, number],
  axes: VoxelAxes,
  slice: number,
): Int16Array | undefined {
  const inOrder = axes.columns === 0 && axes.rows === 1 && axes.slices === 2;
  const isPlain = datatype === INT16 && littleEndian === isLittle && slope === 1 && intercept === 0;
  const count = size[0] * size[1];
  const offset = bytes.byteOffset + 2 * slice * count;
  if (!inOrder || !isPlain || offset % 2 !== 0) return undefined;
  const plane = new Int16Array(bytes.buffer, offset, count);
  return plane.includes(-32768) ? undefined : plane;
}
