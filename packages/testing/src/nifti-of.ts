import { type Series, seriesVolume, type Vector3, voxelToPatient } from '@ichor/ct';

const HEADER_BYTES = 352;

export interface NiftiOptions {
  /** Added to the Hounsfield units. */
  readonly shift?: number;
  /** Whether columns, rows and slices are stored the other way round; where they are, is the same. */
  readonly reversed?: readonly [columns: boolean, rows: boolean, slices: boolean];
}

/** For tests: a series as NIfTI-1 of 16-bit integers (nifti1.h), placed by its sform. */
export function niftiOf(
  series: Series,
  { shift = 0, reversed = [false, false, false] }: NiftiOptions = {},
): Uint8Array {
  const volume = seriesVolume(series);
  const { columns, rows, slices } = volume;
  const bytes = new Uint8Array(HEADER_BYTES + 2 * columns * rows * slices.length);
  const view = new DataView(bytes.buffer);
  view.setInt32(0, 348, true);
  [3, columns, rows, slices.length, 1, 1, 1, 1].forEach((length, i) => {
    view.setInt16(40 + 2 * i, length, true);
  });
  view.setInt16(70, 4, true);
  view.setFloat32(108, HEADER_BYTES, true);
  view.setUint8(123, 2);
  view.setInt16(254, 1, true);
  const size = [columns, rows, slices.length] as const;
  /** Where a stored voxel lies in the series. */
  const at = (voxel: Vector3): Vector3 =>
    voxel.map((n, axis) => (reversed[axis] ? size[axis]! - 1 - n : n)) as unknown as Vector3;
  const place = (voxel: Vector3): Vector3 => {
    const [column, row, slice] = at(voxel);
    return voxelToPatient(volume, { column, row, slice });
  };
  const origin = place([0, 0, 0]);
  const ends = [place([columns - 1, 0, 0]), place([0, rows - 1, 0]), place([0, 0, slices.length - 1])];
  for (const axis of [0, 1, 2] as const) {
    // NIfTI's x runs to the right and y to the front, DICOM's to the left and the back.
    const sign = axis < 2 ? -1 : 1;
    const row = [...ends.map((end, i) => (end[axis] - origin[axis]) / (size[i]! - 1)), origin[axis]];
    row.forEach((value, i) => {
      view.setFloat32(280 + 16 * axis + 4 * i, sign * value, true);
    });
  }
  bytes.set(new TextEncoder().encode('n+1'), 344);
  let offset = HEADER_BYTES;
  for (let k = 0; k < slices.length; k++) {
    for (let j = 0; j < rows; j++) {
      for (let i = 0; i < columns; i++, offset += 2) {
        const [column, row, slice] = at([i, j, k]);
        view.setInt16(offset, slices[slice]![row * columns + column]! + shift, true);
      }
    }
  }
  return bytes;
}
