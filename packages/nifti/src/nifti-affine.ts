import { cross, dot, type Vector3 } from '@ichor/ct';
import { Malformed } from '@ichor/notices';
import type { NiftiHeader } from './nifti-header.ts';

/** (i, j, k) -> DICOM's patient millimetres (x to the left, y to the back, z to the head). */
export interface NiftiAffine {
  /** By voxel axis: the step from a voxel to the next, mm. */
  readonly steps: readonly [Vector3, Vector3, Vector3];
  /** Centre of voxel (0, 0, 0). */
  readonly origin: Vector3;
  readonly from: 'sform' | 'qform';
  /** sform and qform both count, and put the voxels elsewhere; 'side' where they take left for right. */
  readonly disagreement: 'side' | 'place' | undefined;
  /** The header doesn't name the unit of length; millimetres were taken. */
  readonly unitAssumed: boolean;
}

const TO_MM: Readonly<Record<number, number>> = { 1: 1000, 2: 1, 3: 0.001 };
/** No voxel of a head is smaller or larger. */
const VOXEL_MM = [0.05, 50] as const;
/** Places of voxel 100 that differ by less are one. */
const SAME_MM = 1;

/**
 * Where the voxels are: by the sform where its code is above 0, else by the qform, as nibabel and the standard's method 3
 * before method 2 have it. NIfTI's x runs to the right and y to the front, DICOM's to the left and the back.
 *
 * @throws Malformed 'nifti-orientation-missing' where neither counts, 'nifti-affine-invalid'
 */
export function niftiAffine(header: NiftiHeader): NiftiAffine {
  const { sformCode, qformCode, spaceUnit } = header;
  if (sformCode <= 0 && qformCode <= 0) {
    throw new Malformed(
      'nifti-orientation-missing',
      'has neither sform nor qform, so that nobody can say which side is left',
      'Convert the DICOM series anew, e.g. with dcm2niix, which keeps the orientation.',
    );
  }
  const scale = TO_MM[spaceUnit] ?? 1;
  const qform = qformCode > 0 ? qformRows(header) : undefined;
  const rows = sformCode > 0 ? header.sform : (qform as number[][]);
  const column = (of: readonly number[][], i: number): Vector3 => [
    0 - (of[0]?.[i] ?? Number.NaN) * scale,
    0 - (of[1]?.[i] ?? Number.NaN) * scale,
    (of[2]?.[i] ?? Number.NaN) * scale,
  ];
  const steps = [column(rows, 0), column(rows, 1), column(rows, 2)] as const;
  const origin = column(rows, 3);
  checkSteps(steps, origin);
  return {
    steps,
    origin,
    from: sformCode > 0 ? 'sform' : 'qform',
    disagreement: sformCode > 0 && qform ? disagreement(header.sform, qform, scale) : undefined,
    unitAssumed: TO_MM[spaceUnit] === undefined,
  };
}

/** Method 2 of nifti1.h: a rotation from b, c, d of a unit quaternion, voxel sizes, and the sign of the third axis. */
function qformRows({ quaternion: [b, c, d], quaternionOffset, pixdim }: NiftiHeader): number[][] {
  const a = Math.sqrt(Math.max(0, 1 - b * b - c * c - d * d));
  const [qfac, dx, dy, dz] = pixdim;
  const sizes = [dx, dy, qfac < 0 ? -dz : dz];
  const rotation = [
    [a * a + b * b - c * c - d * d, 2 * (b * c - a * d), 2 * (b * d + a * c)],
    [2 * (b * c + a * d), a * a + c * c - b * b - d * d, 2 * (c * d - a * b)],
    [2 * (b * d - a * c), 2 * (c * d + a * b), a * a + d * d - c * c - b * b],
  ];
  return rotation.map((row, axis) => [
    ...row.map((value, i) => value * (sizes[i] as number)),
    quaternionOffset[axis] as number,
  ]);
}

function checkSteps(steps: readonly [Vector3, Vector3, Vector3], origin: Vector3): void {
  const lengths = steps.map((step) => Math.hypot(...step));
  const volume = Math.abs(determinant(steps));
  const sound =
    origin.every(Number.isFinite) &&
    lengths.every((mm) => mm >= VOXEL_MM[0] && mm <= VOXEL_MM[1]) &&
    // Axes that lie in one plane span nothing.
    volume > 0.1 * lengths.reduce((product, mm) => product * mm, 1);
  if (sound) return;
  throw new Malformed(
    'nifti-affine-invalid',
    'has voxel sizes or directions that no scanner makes',
    'Convert the DICOM series anew, e.g. with dcm2niix.',
  );
}

function disagreement(
  sform: readonly number[][],
  qform: readonly number[][],
  scale: number,
): NiftiAffine['disagreement'] {
  const axes = (rows: readonly number[][]) =>
    [0, 1, 2].map((i) => rows.map((row) => row[i] as number) as unknown as Vector3) as [
      Vector3,
      Vector3,
      Vector3,
    ];
  if (determinant(axes(sform)) * determinant(axes(qform)) < 0) return 'side';
  const furthest = [
    [0, 0, 0],
    [100, 0, 0],
    [0, 100, 0],
    [0, 0, 100],
  ].map(([i = 0, j = 0, k = 0]) => {
    const place = (rows: readonly number[][]) =>
      rows.map(([x = 0, y = 0, z = 0, at = 0]) => x * i + y * j + z * k + at);
    const [a, b] = [place(sform), place(qform)];
    return Math.hypot(...a.map((value, axis) => value - (b[axis] as number))) * scale;
  });
  return Math.max(...furthest) > SAME_MM ? 'place' : undefined;
}

const determinant = ([a, b, c]: readonly [Vector3, Vector3, Vector3]): number => dot(a, cross(b, c));
