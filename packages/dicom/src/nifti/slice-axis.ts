import { Malformed } from '../errors.ts';
import type { NiftiAffine } from './nifti-affine.ts';

/** Which of the voxel axes i, j, k (0, 1, 2) are the columns, rows and slices of a series. */
export interface VoxelAxes {
  readonly columns: 0 | 1 | 2;
  readonly rows: 0 | 1 | 2;
  readonly slices: 0 | 1 | 2;
}

/** Of a volume that was stored sagittal or coronal, the axial planes are as good as slices up to this distance of its own. */
const ISOTROPIC_MM = 2;
/** Headers hold lengths in 32 bits. */
const ROUNDING_MM = 1e-3;
/** Cosine between columns and rows; more is no picture. */
const RIGHT_ANGLE = 0.01;

/**
 * The axes as they are stored (k through the slices) or, where another axis is nearer to the patient's and the voxels are
 * small in all directions, those of the axial planes: the same voxels, without interpolation.
 *
 * @throws Malformed 'nifti-sheared' where columns and rows are not at right angles.
 */
export function voxelAxes({ steps }: NiftiAffine): VoxelAxes {
  const upright = steps.map((step) => Math.abs(step[2]) / Math.hypot(...step));
  const nearest = upright.indexOf(Math.max(...upright)) as 0 | 1 | 2;
  const stored: VoxelAxes = { columns: 0, rows: 1, slices: 2 };
  const axial: VoxelAxes =
    nearest === 0
      ? { columns: 1, rows: 2, slices: 0 }
      : nearest === 1
        ? { columns: 0, rows: 2, slices: 1 }
        : stored;
  const isotropic = steps.every((step) => Math.hypot(...step) <= ISOTROPIC_MM + ROUNDING_MM);
  const chosen = isotropic && areSquare(steps, axial) ? axial : stored;
  if (areSquare(steps, chosen)) return chosen;
  throw new Malformed(
    'nifti-sheared',
    'has columns and rows that are not at right angles',
    'Give the volume as it was scanned, not one that was warped onto another.',
  );
}

function areSquare(steps: NiftiAffine['steps'], { columns, rows }: VoxelAxes): boolean {
  const [a, b] = [steps[columns], steps[rows]];
  const product = a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
  return Math.abs(product) <= RIGHT_ANGLE * Math.hypot(...a) * Math.hypot(...b);
}
