import {
  hang,
  resampleAxial,
  type Series,
  seriesHanging,
  seriesVolume,
  type Vector3,
  voxelToPatient,
} from '@ichor/ct';
import { expect } from 'vitest';
import { CLOT, ClotFinder, isDeep } from './head-with-clot.ts';

/** Where the sided head's clot is, in patient mm, of the series as a volume on an axial grid of voxels of so many mm. */
export function clotInVolume(series: Series, voxelMm: number): Vector3 {
  const volume = resampleAxial(seriesVolume(series), { pixelMm: voxelMm, sliceMm: voxelMm });
  const finder = new ClotFinder();
  volume.slices.forEach((values, slice) => {
    values.forEach((value, i) => {
      const [column, row] = [i % volume.columns, Math.floor(i / volume.columns)];
      const place = voxelToPatient(volume, { column, row, slice });
      if (isDeep(place)) finder.see(value, place);
    });
  });
  return finder.centre;
}

/** In the volume on an axial grid, the clot lies where it was put. */
export function expectClotInVolume(series: Series): void {
  const centre = clotInVolume(series, 4);
  for (const axis of [0, 1, 2] as const) {
    const share = centre[axis] / CLOT[axis];
    expect(share).toBeGreaterThan(0.75);
    expect(share).toBeLessThan(1.25);
  }
}

/** On the hung pictures, the clot is right of the middle (the patient's left), above it (in front) and high in the stack. */
export function expectClotOnScreen(series: Series): void {
  const hanging = seriesHanging(series);
  const finder = new ClotFinder();
  series.slices.forEach((slice, s) => {
    const picture = hang({ rows: slice.rows, columns: slice.columns, data: slice.hu }, hanging);
    picture.data.forEach((value, i) => {
      finder.see(value, [
        (i % picture.columns) - (picture.columns - 1) / 2,
        Math.floor(i / picture.columns) - (picture.rows - 1) / 2,
        s - (series.slices.length - 1) / 2,
      ]);
    });
  });
  // Turned towards an axis by 20 degrees, the clot is still well on its own side of it.
  expect(finder.centre[0]).toBeGreaterThan(0.5);
  expect(finder.centre[1]).toBeLessThan(-0.5);
  expect(finder.centre[2]).toBeGreaterThan(0.3);
}
