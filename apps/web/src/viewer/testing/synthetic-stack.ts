import type { SeriesStack } from '@ichor/api';
import { AIR_HU, type Hanging, type Slice, type Vector3 } from '@ichor/ct';
import type { SliceGeometry } from '../place-stack.ts';

/** An axial slice as a scanner stores it: rows to the patient's left, columns to the back. */
export function axialGeometry(
  rows: number,
  columns: number,
  pixelSpacing: readonly [number, number],
  positionMm: number,
): SliceGeometry {
  return {
    rows,
    columns,
    pixelSpacing,
    imagePositionPatient: [
      (-(columns - 1) / 2) * pixelSpacing[1],
      (-(rows - 1) / 2) * pixelSpacing[0],
      positionMm,
    ],
    imageOrientationPatient: [1, 0, 0, 0, 1, 0],
    positionMm,
  };
}

/** The same slice with its pixels stored in another order: the patient and the place stay, the header follows. */
export function storedAs(
  geometry: SliceGeometry,
  { transpose, flipRows, flipColumns }: Hanging,
): SliceGeometry {
  const { rows, columns, pixelSpacing, imageOrientationPatient: cosines } = geometry;
  if (!pixelSpacing || !cosines) throw new RangeError('storedAs: a slice without geometry');
  const last = patientPlace(geometry, columns - 1, rows - 1);
  const first = patientPlace(geometry, 0, 0);
  const corner =
    flipRows && flipColumns
      ? last
      : flipRows
        ? patientPlace(geometry, 0, rows - 1)
        : flipColumns
          ? patientPlace(geometry, columns - 1, 0)
          : first;
  const row = cosines.slice(0, 3).map((value) => (flipColumns ? -value : value));
  const column = cosines.slice(3).map((value) => (flipRows ? -value : value));
  return {
    ...geometry,
    rows: transpose ? columns : rows,
    columns: transpose ? rows : columns,
    pixelSpacing: transpose ? [pixelSpacing[1], pixelSpacing[0]] : pixelSpacing,
    imagePositionPatient: corner,
    imageOrientationPatient: (transpose
      ? [...column, ...row]
      : [...row, ...column]) as unknown as NonNullable<SliceGeometry['imageOrientationPatient']>,
  };
}

/** Patient millimetres of a stored pixel's centre (PS3.3 C.7.6.2.1.1). */
export function patientPlace(geometry: SliceGeometry, column: number, row: number): Vector3 {
  const { imagePositionPatient: corner, imageOrientationPatient: cosines, pixelSpacing } = geometry;
  if (!corner || !cosines || !pixelSpacing) throw new RangeError('patientPlace: a slice without geometry');
  return corner.map(
    (p, i) => p + column * pixelSpacing[1] * cosines[i]! + row * pixelSpacing[0] * cosines[i + 3]!,
  ) as unknown as Vector3;
}

/** A head of a few ellipsoids, its blood at the patient's left front; HU at a place in patient mm. */
function headAt([x, y, z]: Vector3): number {
  const distance = Math.hypot(x / 72, y / 90, z / 85);
  if (distance > 1.06) return AIR_HU;
  if (distance > 1) return 900 - 400 * Math.sin(x + y);
  if (Math.hypot(x - 40, y + 35, z - 10) < 18) return 68;
  if (Math.hypot((x + 12) / 8, y / 25, z / 20) < 1) return 8;
  // Smooth, so that a shift by part of a pixel shows.
  return 32 + 8 * Math.sin(x / 5) * Math.cos(y / 7) + 3 * Math.sin(z);
}

export function syntheticPixels(geometry: SliceGeometry): Int16Array {
  const { rows, columns } = geometry;
  const hu = new Int16Array(rows * columns);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      hu[row * columns + column] = Math.round(headAt(patientPlace(geometry, column, row)));
    }
  }
  return hu;
}

/** 1 where the blood of {@link syntheticPixels} is. */
export const syntheticMask = (hu: Int16Array): Uint8Array =>
  Uint8Array.from(hu, (value) => (value === 68 ? 1 : 0));

/** As the packages speak of a slice. */
export function asSlice(geometry: SliceGeometry, hu: Int16Array): Slice {
  const { rows, columns, pixelSpacing, imagePositionPatient, imageOrientationPatient } = geometry;
  return {
    sopInstanceUid: `2.25.${geometry.positionMm}`,
    seriesInstanceUid: '2.25.1',
    studyInstanceUid: '2.25.2',
    patientId: 'SYNTHETIC',
    rows,
    columns,
    hu,
    pixelSpacing: pixelSpacing ?? undefined,
    imagePositionPatient: imagePositionPatient ?? undefined,
    imageOrientationPatient: imageOrientationPatient ?? undefined,
    notices: [],
  };
}

/** As the server speaks of a stack; instance and SOP Instance UIDs count from 1. */
export const asStack = (
  slices: readonly SliceGeometry[],
  truthTypes: SeriesStack['truthTypes'] = [],
): SeriesStack => ({
  id: '1',
  studyId: '1',
  computed: false,
  slices: slices.map((geometry, i) => ({
    ...geometry,
    instanceId: String(i + 1),
    truthTypes: [...truthTypes],
    sopInstanceUid: `2.25.100.${i + 1}`,
    pixelSpacing: geometry.pixelSpacing && [...geometry.pixelSpacing],
    imagePositionPatient: geometry.imagePositionPatient && [...geometry.imagePositionPatient],
    imageOrientationPatient: geometry.imageOrientationPatient && [...geometry.imageOrientationPatient],
  })),
  tiltDegrees: 0,
  truthTypes,
});

/** A whole head of equally distant axial slices. */
export const axialStack = (count: number, size: number, fieldOfViewMm = 230): SliceGeometry[] =>
  Array.from({ length: count }, (_, i) =>
    axialGeometry(size, size, [fieldOfViewMm / size, fieldOfViewMm / size], (i / count - 0.5) * 150),
  );

/** Every way to store a slice. */
export const STORED_ORDERS: readonly Hanging[] = [false, true].flatMap((transpose) =>
  [false, true].flatMap((flipRows) =>
    [false, true].map((flipColumns) => ({ transpose, flipRows, flipColumns })),
  ),
);
