import type { Vector3 } from '../series/slice.ts';
import { add, dot, scaled } from './vector.ts';
import { usualGapMm, type Volume } from './volume.ts';

/** A regular grid in the patient: voxel (column, row, slice) is centred on origin + column * columnStep + ... (mm). */
export interface Grid {
  readonly columns: number;
  readonly rows: number;
  readonly slices: number;
  readonly origin: Vector3;
  readonly columnStep: Vector3;
  readonly rowStep: Vector3;
  readonly sliceStep: Vector3;
}

/** Sizes of the voxels of a grid, mm. */
export interface VoxelSize {
  readonly pixelMm: number;
  readonly sliceMm: number;
}

/**
 * The axial grid (columns to the patient's left, rows to the back, slices to the head) that covers a volume. A volume
 * that is such a grid already, with voxels of this size, gets its own voxels back.
 *
 * @throws RangeError for sizes that aren't above 0.
 */
export function axialGrid(volume: Volume, { pixelMm, sliceMm }: VoxelSize): Grid {
  if (!(pixelMm > 0 && sliceMm > 0)) throw new RangeError(`axialGrid: voxels of ${pixelMm} x ${sliceMm} mm`);
  const steps = [pixelMm, pixelMm, sliceMm];
  const ranges = volumeExtent(volume);
  const counts = steps.map((step, axis) => {
    return Math.max(1, Math.round((ranges[axis]![1] - ranges[axis]![0]) / step));
  });
  // What the voxels don't divide evenly is shared by both ends.
  const origin = steps.map((step, axis) => {
    return (ranges[axis]![0] + ranges[axis]![1] - (counts[axis]! - 1) * step) / 2;
  });
  return {
    columns: counts[0]!,
    rows: counts[1]!,
    slices: counts[2]!,
    origin: origin as unknown as Vector3,
    columnStep: [pixelMm, 0, 0],
    rowStep: [0, pixelMm, 0],
    sliceStep: [0, 0, sliceMm],
  };
}

/** From edge to edge of the voxels along directions of length 1 (the patient's own axes by default), mm. */
export function volumeExtent(
  volume: Volume,
  axes: readonly Vector3[] = PATIENT_AXES,
): readonly (readonly [number, number])[] {
  const { columns, rows, origins, columnStep, rowStep, normal } = volume;
  const across = scaled(columnStep, columns - 1);
  const down = scaled(rowStep, rows - 1);
  const half = usualGapMm(volume) / 2;
  const corners = origins.flatMap((origin) => [
    origin,
    add(origin, across),
    add(origin, down),
    add(origin, add(across, down)),
  ]);
  return axes.map((axis) => {
    const inPlane = (Math.abs(dot(columnStep, axis)) + Math.abs(dot(rowStep, axis))) / 2;
    const voxel = inPlane + half * Math.abs(dot(normal, axis));
    const values = corners.map((corner) => dot(corner, axis));
    return [Math.min(...values) - voxel, Math.max(...values) + voxel];
  });
}

const PATIENT_AXES: readonly Vector3[] = [
  [1, 0, 0],
  [0, 1, 0],
  [0, 0, 1],
];

/** Where a voxel of a grid is centred, patient mm. */
export const gridPlace = (grid: Grid, column: number, row: number, slice: number): Vector3 =>
  add(
    add(grid.origin, scaled(grid.columnStep, column)),
    add(scaled(grid.rowStep, row), scaled(grid.sliceStep, slice)),
  );
