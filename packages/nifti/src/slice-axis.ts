import { Malformed } from '@ichor/notices';
import type { NiftiAffine } from './nifti-affine.ts';

/** Which of the voxel axes i, j, k (0, 1, 2) are the columns, rows and slices of a series. */
export interface VoxelAxes {
  readonly columns: 0 | 1 | 2;
  readonly rows: 0 | 1 | 2;
  readonly slices: 0 | 1 | 2;
}

/** Axial planes whose pixels are no larger are good slices, however the volume was scanned. */
const SMALL_MM = 2;
/** Larger pixels of a slice are square or nearly so; those across thick sagittal or coronal slices are not. */
const SQUARE = 1.5;
/** Headers hold lengths in 32 bits. */
const ROUNDING_MM = 1e-3;
/** Cosine between columns and rows; more is no picture. */
const RIGHT_ANGLE = 0.01;

const AXES: readonly VoxelAxes[] = [
  { columns: 1, rows: 2, slices: 0 },
  { columns: 0, rows: 2, slices: 1 },
  { columns: 0, rows: 1, slices: 2 },
];

/**
 * The axes of the planes that are nearest to axial, in whichever order the file holds them: the same voxels, without
 * interpolation. Where a volume holds no axial slices, since it was scanned in thick sagittal or coronal ones, those of what was
 * scanned.
 *
 * @throws Malformed 'nifti-sheared' where columns and rows are not at right angles.
 */
export function voxelAxes({ steps }: NiftiAffine): VoxelAxes {
  const lengths = steps.map((step) => Math.hypot(...step));
  const axial = AXES[largest(steps.map((step, i) => Math.abs(step[2]) / lengths[i]!))]!;
  const scanned = AXES[largest(lengths)]!;
  const stored = AXES[2]!;
  const wanted = holdsSlices(lengths, axial) ? axial : scanned;
  const chosen = [wanted, stored].find((axes) => areSquare(steps, axes));
  if (chosen !== undefined) return chosen;
  throw new Malformed(
    'nifti-sheared',
    'has columns and rows that are not at right angles',
    'Give the volume as it was scanned, not one that was warped onto another.',
  );
}

/** Whether slices follow one another along the patient rather than across. */
export const areAxial = ({ steps }: NiftiAffine, { slices }: VoxelAxes): boolean =>
  Math.abs(steps[slices][2]) > Math.SQRT1_2 * Math.hypot(...steps[slices]);

/** Of equal ones the last: the axis that slices usually are stored along. */
const largest = (values: readonly number[]): number =>
  values.reduce((best, value, i) => (value >= values[best]! - ROUNDING_MM ? i : best), 0);

/** Whether the planes across these axes were slices of a scan, or may pass for some. */
function holdsSlices(lengths: readonly number[], { columns, rows, slices }: VoxelAxes): boolean {
  const [a, b, gap] = [lengths[columns]!, lengths[rows]!, lengths[slices]!];
  const pixel = Math.max(a, b);
  return pixel <= SMALL_MM + ROUNDING_MM || pixel <= gap + ROUNDING_MM || pixel <= SQUARE * Math.min(a, b);
}

function areSquare(steps: NiftiAffine['steps'], { columns, rows }: VoxelAxes): boolean {
  const [a, b] = [steps[columns], steps[rows]];
  const product = a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
  return Math.abs(product) <= RIGHT_ANGLE * Math.hypot(...a) * Math.hypot(...b);
}
