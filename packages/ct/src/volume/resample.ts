import type { Vector3 } from '../series/slice.ts';
import { AIR_HU } from '../values/air-hu.ts';
import { bilinear } from './bilinear.ts';
import { axialGrid, type Grid, gridPlace, type VoxelSize } from './grid.ts';
import { type Cells, shrinkVolume } from './shrink-volume.ts';
import { dot, lengthOf, scaled } from './vector.ts';
import { inPlaneAxes, patientToVoxel, usualGapMm, type Volume, volumeOf } from './volume.ts';

/**
 * A volume on a regular grid, of any orientation: trilinear between voxels, at the very places that the volume's own
 * geometry gives. Where the grid is coarser, what lies in a voxel is averaged: exactly by area in the plane of the
 * slices (cells fall on the grid's where the axes are parallel), and over evenly spread planes through it.
 *
 * Half a voxel beyond the outermost centres the volume is continued; further outside is air.
 *
 * @returns slices of Float32Array
 */
export function resample(source: Volume, grid: Grid): Volume {
  const volume = shrinkVolume(source, {
    ...cells(source, grid, 'column'),
    ...cells(source, grid, 'row'),
  });
  const planes = planesPerSlice(volume, grid);
  const slices = Array.from({ length: grid.slices }, (_, slice) => {
    const out = new Float32Array(grid.rows * grid.columns);
    const counts = new Uint16Array(out.length);
    for (let k = 0; k < planes; k++) {
      addPlane(volume, grid, slice + (k + 0.5) / planes - 0.5, out, counts);
    }
    for (let i = 0; i < out.length; i++) out[i] = counts[i] === 0 ? AIR_HU : out[i]! / counts[i]!;
    return out;
  });
  return volumeOf({
    columns: grid.columns,
    rows: grid.rows,
    slices,
    columnStep: grid.columnStep,
    rowStep: grid.rowStep,
    origins: slices.map((_, i) => gridPlace(grid, 0, 0, i)),
  });
}

/** On the axial grid that covers the volume: columns to the left, rows to the back, slices to the head. */
export const resampleAxial = (volume: Volume, size: VoxelSize): Volume =>
  resample(volume, axialGrid(volume, size));

/** How the pixels along one of the source's axes are averaged: to the width of the grid's nearest axis. */
function cells(source: Volume, grid: Grid, axis: 'column' | 'row'): { across?: Cells; down?: Cells } {
  const step = axis === 'column' ? source.columnStep : source.rowStep;
  const [wanted, cosine] = nearestStep(grid, step);
  const size = (wanted * cosine) / lengthOf(step);
  if (size < 1.001) return {};
  const place = patientToVoxel(source, grid.origin);
  const phase = cosine > 0.9999 ? (axis === 'column' ? place.column : place.row) : (size - 1) / 2;
  return axis === 'column' ? { across: { size, phase } } : { down: { size, phase } };
}

function planesPerSlice(volume: Volume, grid: Grid): number {
  const [wanted, cosine] = nearestStep(grid, volume.normal);
  // Only the grid's slices are made of planes; of another axis along the normal each plane is sampled once.
  const along = Math.abs(dot(grid.sliceStep, volume.normal));
  if (along < 0.9 * wanted * cosine) return 1;
  return Math.max(1, Math.round(along / usualGapMm(volume)));
}

/** Length of the grid's step that is nearest to a direction, and the cosine between them. */
function nearestStep(grid: Grid, direction: Vector3): readonly [number, number] {
  const candidates = [grid.columnStep, grid.rowStep, grid.sliceStep].map((step) => {
    const length = lengthOf(step);
    return [length, Math.abs(dot(step, direction)) / (length * lengthOf(direction))] as const;
  });
  return candidates.reduce((best, one) => (one[1] > best[1] ? one : best));
}

/** Adds the volume's values on one plane of the grid, where there are any, and counts them. */
function addPlane(volume: Volume, grid: Grid, at: number, out: Float32Array, counts: Uint16Array): void {
  const { columns, rows, slices, origins, positionsMm, normal } = volume;
  const { alongColumns, alongRows } = inPlaneAxes(volume);
  const firstColumns = Float64Array.from(origins, (origin) => dot(origin, alongColumns));
  const firstRows = Float64Array.from(origins, (origin) => dot(origin, alongRows));
  const last = slices.length - 1;
  const reach = usualGapMm(volume) / 2 + 1e-6;
  const [lowest, highest] = [positionsMm[0]! - reach, positionsMm[last]! + reach];
  const step = grid.columnStep;
  const [stepMm, stepColumn, stepRow] = [dot(step, normal), dot(step, alongColumns), dot(step, alongRows)];
  let lower = 0;
  for (let row = 0; row < grid.rows; row++) {
    const start = gridPlace(grid, 0, row, at);
    const [mm0, column0, row0] = [dot(start, normal), dot(start, alongColumns), dot(start, alongRows)];
    for (let column = 0; column < grid.columns; column++) {
      const mm = mm0 + column * stepMm;
      if (mm < lowest || mm > highest) continue;
      while (lower < last - 1 && positionsMm[lower + 1]! <= mm) lower++;
      while (lower > 0 && positionsMm[lower]! > mm) lower--;
      const upper = Math.min(lower + 1, last);
      const gap = positionsMm[upper]! - positionsMm[lower]!;
      // Beyond the ends the stack goes on as it leans, but its last slice is repeated.
      const share = gap > 0 ? (mm - positionsMm[lower]!) / gap : 0;
      const u =
        column0 +
        column * stepColumn -
        firstColumns[lower]! -
        share * (firstColumns[upper]! - firstColumns[lower]!);
      const v = row0 + column * stepRow - firstRows[lower]! - share * (firstRows[upper]! - firstRows[lower]!);
      if (u < -0.5 - 1e-6 || v < -0.5 - 1e-6 || u > columns - 0.5 + 1e-6 || v > rows - 0.5 + 1e-6) continue;
      const x = u < 0 ? 0 : u > columns - 1 ? columns - 1 : u;
      const y = v < 0 ? 0 : v > rows - 1 ? rows - 1 : v;
      const [x0, y0] = [Math.floor(x), Math.floor(y)];
      const [dx, dy] = [x - x0, y - y0];
      const a = y0 * columns + x0;
      const right = x0 < columns - 1 ? 1 : 0;
      const below = y0 < rows - 1 ? columns : 0;
      const t = share < 0 ? 0 : share > 1 ? 1 : share;
      let value = 0;
      if (t < 1) value += (1 - t) * bilinear(slices[lower]!, a, right, below, dx, dy);
      if (t > 0) value += t * bilinear(slices[upper]!, a, right, below, dx, dy);
      out[row * grid.columns + column]! += value;
      counts[row * grid.columns + column]!++;
    }
  }
}

/** The voxels of a volume that is regular, as a grid. */
export function gridOf(volume: Volume): Grid {
  const { columns, rows, slices, origins, columnStep, rowStep, normal } = volume;
  const [first, last] = [origins[0]!, origins.at(-1)!];
  const steps = slices.length - 1;
  const way: Vector3 = [last[0] - first[0], last[1] - first[1], last[2] - first[2]];
  return {
    columns,
    rows,
    slices: slices.length,
    origin: first,
    columnStep,
    rowStep,
    sliceStep: steps > 0 ? scaled(way, 1 / steps) : normal,
  };
}
