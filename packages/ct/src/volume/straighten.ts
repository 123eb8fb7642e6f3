import type { Plane } from '../anatomy/mid-sagittal-plane.ts';
import type { Vector3 } from '../series/slice.ts';
import { type Grid, type VoxelSize, volumeExtent } from './grid.ts';
import { resample } from './resample.ts';
import { add, cross, scaled, subtract, unit } from './vector.ts';
import type { Volume } from './volume.ts';

/**
 * The grid on which a head stands straight: its middle column (an odd number of them) lies in the mid-sagittal plane,
 * columns run to the patient's left at right angles to it, and slices rise along the body's axis within it. How far the head
 * nods forward is left as it is.
 *
 * @throws RangeError for a plane that isn't nearly upright, or sizes that aren't above 0.
 */
export function straightGrid(
  volume: Volume,
  { normal, offsetMm }: Plane,
  { pixelMm, sliceMm }: VoxelSize,
): Grid {
  if (!(pixelMm > 0 && sliceMm > 0))
    throw new RangeError(`straightGrid: voxels of ${pixelMm} x ${sliceMm} mm`);
  if (!(normal[0] > 0.1)) throw new RangeError('straightGrid: the plane does not part left from right');
  const up = unit(subtract([0, 0, 1], scaled(normal, normal[2])));
  const back = cross(up, normal);
  const [[right, left], [front, rear], [low, high]] = volumeExtent(volume, [normal, back, up]) as [
    Range,
    Range,
    Range,
  ];
  const half = Math.ceil(Math.max(left - offsetMm, offsetMm - right) / pixelMm - 0.5);
  const rows = Math.max(1, Math.round((rear - front) / pixelMm));
  const slices = Math.max(1, Math.round((high - low) / sliceMm));
  const origin: readonly (readonly [Vector3, number])[] = [
    [normal, offsetMm - half * pixelMm],
    [back, (front + rear - (rows - 1) * pixelMm) / 2],
    [up, (low + high - (slices - 1) * sliceMm) / 2],
  ];
  return {
    columns: 2 * half + 1,
    rows,
    slices,
    origin: origin.reduce<Vector3>((sum, [axis, mm]) => add(sum, scaled(axis, mm)), [0, 0, 0]),
    columnStep: scaled(normal, pixelMm),
    rowStep: scaled(back, pixelMm),
    sliceStep: scaled(up, sliceMm),
  };
}

type Range = readonly [number, number];

/** The head put straight; see {@link straightGrid}. Its places stay those of the patient. */
export const straightened = (volume: Volume, plane: Plane, size: VoxelSize): Volume =>
  resample(volume, straightGrid(volume, plane, size));
