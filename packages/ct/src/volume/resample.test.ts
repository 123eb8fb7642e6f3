import fc from '@ichor/testing/properties';
import { describe, expect, test } from 'vitest';
import type { Vector3 } from '../series/slice.ts';
import { AIR_HU } from '../values/air-hu.ts';
import { axialGrid, type Grid, gridPlace } from './grid.ts';
import { gridOf, resample, resampleAxial } from './resample.ts';
import { shrinkVolume } from './shrink-volume.ts';
import { cross, dot, scaled, unit } from './vector.ts';
import { patientToVoxel, type Volume, volumeOf, voxelToPatient } from './volume.ts';

type Field = (place: Vector3) => number;

/** A volume whose voxels hold a function of their place. */
function filled(parts: Omit<Volume, 'normal' | 'positionsMm' | 'slices'>, field: Field): Volume {
  const empty = parts.origins.map(() => new Float32Array(parts.rows * parts.columns));
  const volume = volumeOf({ ...parts, slices: empty });
  for (const [slice, values] of empty.entries()) {
    for (let i = 0; i < values.length; i++) {
      const [column, row] = [i % parts.columns, Math.floor(i / parts.columns)];
      values[i] = field(voxelToPatient(volume, { column, row, slice }));
    }
  }
  return volume;
}

/** 40 x 36 pixels of 0.5 mm, `count` slices `gapMm` apart, tilted about x; sheared as a gantry does it. */
function tilted(degrees: number, field: Field, gapMm = 2, count = 12): Volume {
  const angle = (degrees * Math.PI) / 180;
  return filled(
    {
      columns: 40,
      rows: 36,
      columnStep: [0.5, 0, 0],
      rowStep: [0, 0.5 * Math.cos(angle), 0.5 * Math.sin(angle)],
      origins: Array.from({ length: count }, (_, i): Vector3 => [-10, -9, -12 + i * gapMm]),
    },
    field,
  );
}

/** With a weight for each. */
function sumOf(values: ArrayLike<number>, weight: (i: number) => number = () => 1): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]! * weight(i);
  return sum;
}

const number = (min: number, max: number) => fc.double({ min, max, noNaN: true });
const ramp: Field = ([x, y, z]) => 30 + 2 * x - 3 * y + 1.5 * z;

/** Every value of a volume with the place it is at. */
function forEachVoxel(volume: Volume, visit: (value: number, place: Vector3) => void): void {
  volume.slices.forEach((values, slice) => {
    values.forEach((value, i) => {
      const [column, row] = [i % volume.columns, Math.floor(i / volume.columns)];
      visit(value, voxelToPatient(volume, { column, row, slice }));
    });
  });
}

describe('resampling', () => {
  test('a linear field comes back exactly at every place, from any tilt and gaps, on any grid', () => {
    const gaps = fc.array(number(0.5, 4), { minLength: 5, maxLength: 9 });
    const grid = fc.record({
      axis: fc.tuple(number(-1, 1), number(-1, 1), number(0.2, 1)),
      pixel: number(0.2, 0.49),
      step: number(0.3, 0.5),
    });
    fc.assert(
      fc.property(number(-30, 30), gaps, grid, (degrees, steps, { axis, pixel, step }) => {
        const angle = (degrees * Math.PI) / 180;
        const heights = steps.map((_, i) => steps.slice(0, i).reduce((z, gap) => z + gap, -8));
        const source = filled(
          {
            columns: 40,
            rows: 36,
            columnStep: [0.5, 0, 0],
            rowStep: [0, 0.5 * Math.cos(angle), 0.5 * Math.sin(angle)],
            origins: heights.map((z): Vector3 => [-10, -9, z]),
          },
          ramp,
        );
        const normal = unit(axis);
        const across = unit(cross([0, 1, 0], normal));
        const down = cross(normal, across);
        const out = resample(source, {
          columns: 6,
          rows: 5,
          slices: 3,
          origin: voxelToPatient(source, { column: 20, row: 18, slice: 2 }),
          columnStep: [across[0] * pixel, across[1] * pixel, across[2] * pixel],
          rowStep: [down[0] * pixel, down[1] * pixel, down[2] * pixel],
          sliceStep: [normal[0] * step, normal[1] * step, normal[2] * step],
        });
        forEachVoxel(out, (value, place) => {
          const mm = dot(place, source.normal);
          // Beyond its ends a stack repeats its last slice.
          if (mm >= source.positionsMm[0]! && mm <= source.positionsMm.at(-1)!)
            expect(value).toBeCloseTo(ramp(place), 3);
        });
      }),
    );
  });

  test('onto its own grid changes nothing', () => {
    const source = tilted(0, ([x, y, z]) => Math.sin(x) * 100 + Math.cos(y * z) * 50);
    const out = resampleAxial(source, { pixelMm: 0.5, sliceMm: 2 });
    expect(gridOf(out)).toEqual(gridOf(source));
    out.slices.forEach((values, i) => {
      expect(values).toEqual(source.slices[i]);
    });
  });

  test('a linear field survives shrinking too: exactly by whole ratios, by others to a fraction of a pixel', () => {
    for (const [pixelMm, sliceMm] of [
      [1, 2],
      [1.3, 5],
      [2.7, 4],
    ] as const) {
      const source = tilted(0, ramp);
      const out = resampleAxial(source, { pixelMm, sliceMm });
      let compared = 0;
      forEachVoxel(out, (value, place) => {
        const [x, y, z] = place;
        if (Math.abs(x + 0.25) + pixelMm / 2 > 9.5 || Math.abs(y + 0.25) + pixelMm / 2 > 8.5) return;
        if (z - sliceMm / 2 < -12 || z + sliceMm / 2 > 10) return;
        expect(Math.abs(value - ramp(place))).toBeLessThan(pixelMm === 1 ? 1e-3 : 0.4);
        compared++;
      });
      expect(compared).toBeGreaterThan(50);
    }
  });

  test('a coarser grid averages all that lies in a voxel: no dot is lost and none counts twice', () => {
    const blank = tilted(0, () => 0, 1, 10);
    const volume: Volume = {
      ...blank,
      slices: blank.slices.map((values, slice) =>
        Float32Array.from(values, (_, i) => (slice === 4 && i === 17 * 40 + 22 ? 1000 : 0)),
      ),
    };
    const out = resampleAxial(volume, { pixelMm: 2, sliceMm: 2 });
    const sum = out.slices.reduce((all, values) => all + sumOf(values), 0);
    expect(sum).toBeCloseTo(1000 / 4 / 4 / 2, 3);
  });

  test('a tilted stack is put upright: a plate that lies level in the patient is level on the grid', () => {
    const plate: Field = ([, , z]) => (Math.abs(z) < 2.2 ? 500 : 0);
    const out = resampleAxial(tilted(20, plate, 1, 40), { pixelMm: 1, sliceMm: 1 });
    let [high, low] = [0, 0];
    forEachVoxel(out, (value, [x, y, z]) => {
      if (value === AIR_HU || Math.abs(x) > 8 || Math.abs(y) > 6) return;
      if (Math.abs(z) < 1) {
        expect(value).toBeGreaterThan(400);
        high++;
      } else if (Math.abs(z) > 3.6) {
        expect(value).toBeLessThan(100);
        low++;
      }
    });
    expect(Math.min(high, low)).toBeGreaterThan(100);
  });

  test('a checkerboard becomes grey, and a step keeps the share of the area that it covers, at any ratio', () => {
    const checks = tilted(0, ([x, y]) => ((Math.round(2 * x) + Math.round(2 * y)) % 2 === 0 ? 100 : 0), 2, 2);
    const grey = resampleAxial(checks, { pixelMm: 1, sliceMm: 2 });
    for (const values of grey.slices) expect([...new Set(values)]).toEqual([50]);
    fc.assert(
      fc.property(number(0.5, 5), fc.integer({ min: 1, max: 39 }), (pixelMm, edge) => {
        // Between columns edge - 1 and edge, half a pixel before the latter's centre.
        const edgeMm = -10 + (edge - 0.5) * 0.5;
        const step = tilted(0, ([x]) => (x > edgeMm ? 100 : 0), 2, 2);
        forEachVoxel(resampleAxial(step, { pixelMm, sliceMm: 2 }), (value, [x]) => {
          const [low, high] = [Math.max(-10.25, x - pixelMm / 2), Math.min(9.75, x + pixelMm / 2)];
          const share = Math.min(1, Math.max(0, (high - edgeMm) / (high - low)));
          expect(value).toBeCloseTo(100 * share, 2);
        });
      }),
      { numRuns: 40 },
    );
  });

  test('no value is made up: inside it lies among those of the volume, outside it is air, for any tilt and grid', () => {
    const axis = fc.tuple(number(-1, 1), number(-1, 1), number(0.2, 1));
    fc.assert(
      fc.property(
        number(-30, 30),
        axis,
        // Finer than the source, or of any size.
        fc.oneof(fc.tuple(number(0.3, 0.49), number(0.3, 0.49)), fc.tuple(number(0.3, 6), number(0.3, 6))),
        (degrees, direction, [pixel, sliceMm]) => {
          const source = tilted(degrees, ([x, y, z]) => 50 + 50 * Math.sin(7 * x + 11 * y + 5 * z), 2, 6);
          const normal = unit(direction);
          const across = unit(cross([0, 1, 0], normal));
          const down = cross(normal, across);
          const out = resample(source, {
            columns: 9,
            rows: 8,
            slices: 5,
            origin: voxelToPatient(source, { column: -3, row: -2, slice: -0.7 }),
            columnStep: scaled(across, pixel),
            rowStep: scaled(down, pixel),
            sliceStep: scaled(normal, sliceMm),
          });
          forEachVoxel(out, (value, place) => {
            if (value !== AIR_HU) {
              expect(value).toBeGreaterThanOrEqual(-1e-3);
              expect(value).toBeLessThanOrEqual(100 + 1e-3);
            }
            const { column, row, slice } = patientToVoxel(source, place);
            const within = (at: number, count: number) => at > -0.49 && at < count - 0.51;
            if (within(column, 40) && within(row, 36) && within(slice, 6) && Math.max(pixel, sliceMm) < 0.5)
              expect(value).not.toBe(AIR_HU);
            // Nothing of the voxel lies in the volume: it is further from it than half its own diagonal.
            const far = (at: number, count: number, mm: number) =>
              Math.max(-0.5 - at, at - count + 0.5) * mm > Math.max(pixel, sliceMm) * 1.5;
            if (
              far(column, 40, 0.5) ||
              far(row, 36, 0.5) ||
              far(slice, 6, 2 * Math.cos((degrees * Math.PI) / 180))
            )
              expect(value).toBe(AIR_HU);
          });
        },
      ),
      { numRuns: 60 },
    );
  });

  test('beyond half a voxel outside the volume is air', () => {
    const source = tilted(0, () => 40);
    const grid: Grid = {
      columns: 3,
      rows: 1,
      slices: 1,
      origin: [-10.6, 0, 0],
      columnStep: [0.4, 0, 0],
      rowStep: [0, 0.4, 0],
      sliceStep: [0, 0, 1],
    };
    expect([...resample(source, grid).slices[0]!]).toEqual([AIR_HU, 40, 40]);
  });

  test('one slice alone is a slab of its own', () => {
    const source = tilted(0, () => 40, 2, 1);
    const out = resampleAxial(source, { pixelMm: 0.5, sliceMm: 1 });
    expect(out.slices).toHaveLength(1);
    expect(out.slices[0]!.every((value) => value === 40)).toBe(true);
  });
});

describe('the axial grid', () => {
  test('covers the volume from edge to edge, and runs to the left, the back and the head', () => {
    const grid = axialGrid(tilted(0, ramp), { pixelMm: 1, sliceMm: 3 });
    expect([grid.columns, grid.rows, grid.slices]).toEqual([20, 18, 8]);
    expect(gridPlace(grid, 0, 0, 0)).toEqual([-9.75, -8.75, -11.5]);
    expect(gridPlace(grid, 1, 2, 3)).toEqual([-8.75, -6.75, -2.5]);
    expect(() => axialGrid(tilted(0, ramp), { pixelMm: 0, sliceMm: 3 })).toThrow(RangeError);
  });
});

describe('shrinking in the plane', () => {
  test('any ratio keeps the mean of what its cells cover', () => {
    fc.assert(
      fc.property(number(1, 9), (size) => {
        const source = tilted(0, ([x, y]) => Math.sin(3 * x) * 200 + y, 2, 2);
        const small = shrinkVolume(source, { across: { size, phase: (size - 1) / 2 } });
        const covered = Math.min(40, small.columns * size);
        const line = source.slices[0]!.subarray(0, 40);
        const expected = sumOf(line, (i) => Math.min(1, Math.max(0, covered - i)));
        let found = 0;
        for (let i = 0; i < small.columns; i++) {
          found += small.slices[0]![i]! * (Math.min(covered, (i + 1) * size) - i * size);
        }
        expect(found).toBeCloseTo(expected, 1);
      }),
    );
  });

  test('cells are whole pixels where the ratio is whole', () => {
    const source = tilted(0, ([x, y]) => 10 * x + y, 2, 1);
    const small = shrinkVolume(source, { across: { size: 2, phase: 0.5 }, down: { size: 3, phase: 1 } });
    expect([small.columns, small.rows]).toEqual([20, 12]);
    const first = [0, 1, 40, 41, 80, 81].reduce((sum, i) => sum + source.slices[0]![i]! / 6, 0);
    expect(small.slices[0]![0]).toBeCloseTo(first, 4);
    expect(voxelToPatient(small, { column: 0, row: 0, slice: 0 })).toEqual([-9.75, -8.5, -12]);
    expect(() => shrinkVolume(source, { across: { size: 0.5, phase: 0 } })).toThrow(RangeError);
  });
});
