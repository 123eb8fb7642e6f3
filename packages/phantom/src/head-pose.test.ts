import {
  distanceTo,
  headMask,
  midSagittalPlane,
  type Plane,
  seriesVolume,
  straightened,
  type Vector3,
  type Volume,
  volumeOf,
  voxelToPatient,
} from '@ichor/ct';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { type Patient, type PatientOptions, renderSeries, simulatePatient } from './index.ts';

// Heads are built and scanned, some of them several times: seconds each on a busy machine.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });

/** A head at 1.8 mm and 4 mm. */
const scan = (patient: Patient, tiltDegrees = 0, headrest = true): Volume =>
  seriesVolume(
    renderSeries(patient, { rows: 128, thicknessMm: 4, tiltDegrees, headrest, noise: 4, offsetMm: 0 }).series,
  );

/** The plane of symmetry that the head was built about; its own warp and asymmetry stand against it. */
function truePlane({ anatomy: { rotation: r, origin } }: Patient): Plane {
  const normal: Vector3 = [r[0]!, r[3]!, r[6]!];
  return { normal, offsetMm: normal[0] * origin[0] + normal[1] * origin[1] + normal[2] * origin[2] };
}

const angle = (a: Vector3, b: Vector3): number =>
  (Math.acos(Math.min(1, a[0] * b[0] + a[1] * b[1] + a[2] * b[2])) * 180) / Math.PI;

/** How far two planes lie apart at the head's middle. */
const apart = (a: Plane, patient: Patient): number => Math.abs(distanceTo(a, patient.anatomy.origin));

describe('the mid-sagittal plane', () => {
  const heads: [string, PatientOptions, number][] = [
    ['plain', {}, 0],
    ['tilted', {}, 18],
    ['swollen', {}, -12],
    ['bled', { bleeds: [{ type: 'intraparenchymal', volumeMl: 40 }] }, 0],
    ['pressed', { bleeds: [{ type: 'subdural', volumeMl: 70 }] }, 0],
  ];

  test.each(heads)('of a simulated head (%s) is found within 2 degrees and 2 mm', (seed, options, tilt) => {
    const patient = simulatePatient(`pose ${seed}`, options);
    const plane = midSagittalPlane(scan(patient, tilt))!;
    expect(angle(plane.normal, truePlane(patient).normal)).toBeLessThan(2);
    expect(apart(plane, patient)).toBeLessThan(2);
  });

  test('goes with the head however it is turned, bent and moved', () => {
    const patient = simulatePatient('pose moved');
    const volume = scan(patient);
    const before = midSagittalPlane(volume)!;
    for (const [turn, bend, shift] of [
      [25, 0, [0, 0, 0]],
      [-20, 15, [8, -5, 3]],
      [10, -18, [-12, 20, 40]],
    ] as const) {
      const turned = (v: Vector3): Vector3 => rotated(v, turn, bend);
      const moved = (v: Vector3): Vector3 => turned(v).map((x, i) => x + shift[i]!) as unknown as Vector3;
      const after = midSagittalPlane(
        volumeOf({
          ...volume,
          columnStep: turned(volume.columnStep),
          rowStep: turned(volume.rowStep),
          origins: volume.origins.map(moved),
        }),
      )!;
      expect(angle(after.normal, turned(before.normal))).toBeLessThan(1.2);
      expect(Math.abs(distanceTo(after, moved(patient.anatomy.origin)))).toBeLessThan(2);
    }
  });

  test('of air is none', () => {
    const { slices, ...rest } = scan(simulatePatient('pose plain'));
    const air = { ...rest, slices: slices.map((hu) => new Int16Array(hu.length).fill(-1000)) };
    expect(midSagittalPlane(air)).toBeUndefined();
    expect(headMask(air).every((mask) => mask.every((inside) => inside === 0))).toBe(true);
  });
});

/** About z, then about y. */
function rotated([x, y, z]: Vector3, turn: number, bend: number): Vector3 {
  const [t, b] = [(turn * Math.PI) / 180, (bend * Math.PI) / 180];
  const [x1, y1] = [x * Math.cos(t) - y * Math.sin(t), x * Math.sin(t) + y * Math.cos(t)];
  return [x1 * Math.cos(b) - z * Math.sin(b), y1, x1 * Math.sin(b) + z * Math.cos(b)];
}

describe('a straightened head', () => {
  let patient: Patient;
  let volume: Volume;
  let plane: Plane;
  beforeAll(() => {
    patient = simulatePatient('pose straight');
    volume = scan(patient);
    plane = midSagittalPlane(volume)!;
  });

  test('has the plane in its middle column, the left on the right of the picture, and rises to the vertex', () => {
    const straight = straightened(volume, plane, { pixelMm: 2, sliceMm: 4 });
    const middle = (straight.columns - 1) / 2;
    for (const [row, slice] of [
      [0, 0],
      [20, 5],
      [straight.rows - 1, straight.slices.length - 1],
    ] as const) {
      expect(distanceTo(plane, voxelToPatient(straight, { column: middle, row, slice }))).toBeCloseTo(0, 6);
      expect(distanceTo(plane, voxelToPatient(straight, { column: middle + 3, row, slice }))).toBeCloseTo(
        6,
        6,
      );
    }
    expect(straight.normal[2]).toBeGreaterThan(0.9);
    expect(straight.rowStep[1]).toBeGreaterThan(0);
  });

  test('is nearer to its mirror image than it was', () => {
    const asymmetry = (of: Plane): number => {
      const straight = straightened(volume, of, { pixelMm: 2, sliceMm: 4 });
      let [sum, count] = [0, 0];
      for (const hu of straight.slices) {
        for (let i = 0; i < hu.length; i++) {
          const column = i % straight.columns;
          const other = i - column + straight.columns - 1 - column;
          if (hu[i]! < -200 && hu[other]! < -200) continue;
          sum += Math.abs(Math.min(hu[i]!, 200) - Math.min(hu[other]!, 200));
          count++;
        }
      }
      return sum / count;
    };
    const askew = { normal: rotated(plane.normal, 8, 5), offsetMm: plane.offsetMm + 4 };
    expect(asymmetry(plane)).toBeLessThan(0.7 * asymmetry(askew));
  });

  test('cannot be made about a plane that parts nothing', () => {
    const level = { normal: [0, 0, 1], offsetMm: 0 } as const;
    expect(() => straightened(volume, level, { pixelMm: 2, sliceMm: 4 })).toThrow(RangeError);
  });
});

describe('the head mask', () => {
  test.each([
    ['on a headrest', true, 0],
    ['without one', false, 0],
    ['in a tilted gantry', true, 15],
  ])('of a head %s is the head, with the air inside it, and not the rest', (_, headrest, tilt) => {
    const patient = simulatePatient('pose mask');
    const mask = headMask(scan(patient, tilt, headrest));
    // A scan of the same head without noise or headrest: from the first tissue of a row to the last one is head.
    const bare = renderSeries(patient, {
      rows: 128,
      thicknessMm: 4,
      tiltDegrees: tilt,
      headrest: false,
      noise: 0,
      offsetMm: 0,
    }).series;
    let [both, one, other] = [0, 0, 0];
    bare.slices.forEach(({ hu, rows, columns }, s) => {
      for (let row = 0; row < rows; row++) {
        const line = hu.subarray(row * columns, (row + 1) * columns);
        const first = line.findIndex((value) => value > -300);
        const last = line.findLastIndex((value) => value > -300);
        for (let column = 0; column < columns; column++) {
          const truth = first >= 0 && column >= first && column <= last;
          const found = mask[s]![row * columns + column] === 1;
          if (truth && found) both++;
          if (truth) one++;
          if (found) other++;
        }
      }
    });
    expect((2 * both) / (one + other)).toBeGreaterThan(0.96);
  });
});
