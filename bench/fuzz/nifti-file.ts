import type { Slice } from '@ichor/ct';

/** Slices as NIfTI-1 of 16 bits with an sform, field by field from nifti1.h. */
export function encodeNifti(
  { slices, rows, columns }: { slices: readonly Slice[]; rows: number; columns: number },
  { littleEndian = true } = {},
): Uint8Array {
  const cells = rows * columns;
  const bytes = new Uint8Array(352 + 2 * cells * slices.length);
  const view = new DataView(bytes.buffer);
  view.setInt32(0, 348, littleEndian);
  const short = (at: number, values: readonly number[]): void =>
    values.forEach((value, i) => {
      view.setInt16(at + 2 * i, value, littleEndian);
    });
  const float = (at: number, values: readonly number[]): void =>
    values.forEach((value, i) => {
      view.setFloat32(at + 4 * i, value, littleEndian);
    });
  const [first, second] = slices;
  const [x, y, z] = first!.imagePositionPatient!;
  const step = second!.imagePositionPatient![2] - z;
  const [down, across] = first!.pixelSpacing!;
  short(40, [3, columns, rows, slices.length, 1, 1, 1, 1]);
  short(70, [4, 16]);
  float(76, [1, across, down, step]);
  float(108, [352, 1, 0]);
  view.setUint8(123, 2);
  short(252, [0, 1]);
  // NIfTI's x runs to the right and y to the front, DICOM's to the left and the back.
  float(280, [-across, 0, 0, -x, 0, -down, 0, -y, 0, 0, step, z]);
  bytes.set([0x6e, 0x2b, 0x31, 0], 344); // "n+1"
  for (const [k, { hu }] of slices.entries()) short(352 + 2 * cells * k, [...hu]);
  return bytes;
}
