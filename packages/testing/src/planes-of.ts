import type { Series, Slice } from '@ichor/ct';
import { writeCtImage } from '@ichor/dicom';

/** A direction of the patient: to the Left or Right, Posterior or Anterior, Head or Feet. */
export type Direction = 'L' | 'R' | 'P' | 'A' | 'H' | 'F';

const AXES: Readonly<Record<Direction, readonly [axis: 0 | 1 | 2, sign: 1 | -1]>> = {
  L: [0, 1],
  R: [0, -1],
  P: [1, 1],
  A: [1, -1],
  H: [2, 1],
  F: [2, -1],
};

export interface Planes {
  /** Where columns count to. */
  readonly along: Direction;
  /** Where rows count to. */
  readonly down: Direction;
  /** Of the planes one in so many; 1 by default. */
  readonly oneIn?: number;
  /** Behind the UIDs of series and study. */
  readonly suffix: string;
  /** Behind the study's, where it is another. */
  readonly studySuffix?: string;
}

/**
 * For tests: an axial, untilted, evenly spaced series cut and stored otherwise, every voxel where it was: as a scanner stores it
 * of a patient who lies prone or feet first, or as sagittal or coronal planes.
 */
export function planesOf(
  { slices, positionsMm }: Series,
  { along, down, oneIn = 1, suffix, studySuffix = suffix }: Planes,
): Slice[] {
  const first = slices[0]!;
  const [rowMm, columnMm] = first.pixelSpacing!;
  const size = [first.columns, first.rows, slices.length] as const;
  const stepMm = [columnMm, rowMm, positionsMm[1]! - positionsMm[0]!] as const;
  const [[across, acrossSign], [downAxis, downSign]] = [AXES[along], AXES[down]];
  const through = (3 - across - downAxis) as 0 | 1 | 2;
  const [columns, rows] = [size[across], size[downAxis]];
  const count = Math.floor((size[through] - 1) / oneIn) + 1;
  return Array.from({ length: count }, (_, plane) => {
    const voxel: [number, number, number] = [0, 0, 0];
    const moveTo = (column: number, row: number): void => {
      voxel[across] = acrossSign > 0 ? column : columns - 1 - column;
      voxel[downAxis] = downSign > 0 ? row : rows - 1 - row;
      voxel[through] = plane * oneIn;
    };
    const hu = new Int16Array(rows * columns);
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++) {
        moveTo(column, row);
        hu[row * columns + column] = slices[voxel[2]]!.hu[voxel[1] * first.columns + voxel[0]]!;
      }
    }
    moveTo(0, 0);
    const cosines = [0, 0, 0, 0, 0, 0] as [number, number, number, number, number, number];
    cosines[across] = acrossSign;
    cosines[3 + downAxis] = downSign;
    return {
      ...first,
      sopInstanceUid: `${first.seriesInstanceUid}${suffix}.${plane + 1}`,
      seriesInstanceUid: `${first.seriesInstanceUid}${suffix}`,
      studyInstanceUid: `${first.studyInstanceUid}${studySuffix}`,
      rows,
      columns,
      hu,
      pixelSpacing: [stepMm[downAxis], stepMm[across]],
      imagePositionPatient: [0, 1, 2].map(
        (axis) => first.imagePositionPatient![axis]! + voxel[axis]! * stepMm[axis]!,
      ) as unknown as NonNullable<Slice['imagePositionPatient']>,
      imageOrientationPatient: cosines,
      instanceNumber: plane + 1,
      sliceThicknessMm: stepMm[through] * oneIn,
    };
  });
}

/** For tests: slices as files. */
export const filesOf = (
  slices: readonly Slice[],
  patientPosition?: string,
): { name: string; bytes: Uint8Array }[] =>
  slices.map((slice) => ({
    name: `${slice.sopInstanceUid}.dcm`,
    bytes: writeCtImage({
      ...slice.header,
      ...slice,
      pixelSpacing: slice.pixelSpacing!,
      imagePositionPatient: slice.imagePositionPatient!,
      imageOrientationPatient: slice.imageOrientationPatient!,
      sliceThickness: slice.sliceThicknessMm!,
      imageType: ['ORIGINAL', 'PRIMARY', 'AXIAL'],
      ...(patientPosition !== undefined && { patientPosition }),
    }),
  }));
