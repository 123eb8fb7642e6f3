import {
  hang,
  resampleAxial,
  type Series,
  type Slice,
  seriesHanging,
  seriesVolume,
  type Vector3,
  voxelToPatient,
} from '@ichor/ct';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { buildSeries } from './build-series.ts';
import { readNifti } from './nifti/read-nifti.ts';
import { gzipped, writeNifti } from './nifti/testing-nifti.ts';
import { readInstance } from './read-slices.ts';
import { CLOT, ClotFinder, headHu, isDeep } from './testing-head.ts';
import { writeCtImage } from './write-ct-image.ts';

type Cosines = NonNullable<Slice['imageOrientationPatient']>;

const PIXEL_MM = 4;
const GAP_MM = 5;
const SIDE = 36;

/** Direction cosines as scanners write them (row, then column), whose pictures are level with the patient's axes. */
const ORIENTATIONS: Readonly<Record<string, Cosines>> = {
  'head first, on the back': [1, 0, 0, 0, 1, 0],
  'head first, face down': [-1, 0, 0, 0, -1, 0],
  'feet first, on the back': [-1, 0, 0, 0, 1, 0],
  'feet first, face down': [1, 0, 0, 0, -1, 0],
  'head first, on the right side': [0, -1, 0, 1, 0, 0],
  'head first, on the left side': [0, 1, 0, -1, 0, 0],
  'feet first, on the right side': [0, 1, 0, 1, 0, 0],
  'feet first, on the left side': [0, -1, 0, -1, 0, 0],
};
const SAGITTAL: readonly Cosines[] = [
  [0, 1, 0, 0, 0, -1],
  [0, -1, 0, 0, 0, -1],
  [0, 0, 1, 0, 1, 0],
];
const CORONAL: readonly Cosines[] = [
  [1, 0, 0, 0, 0, -1],
  [-1, 0, 0, 0, 0, -1],
  [0, 0, -1, 1, 0, 0],
];

const cross = (a: Vector3, b: Vector3): Vector3 => [
  a[1] * b[2] - a[2] * b[1],
  a[2] * b[0] - a[0] * b[2],
  a[0] * b[1] - a[1] * b[0],
];

/** A rotation by `degrees` about an axis of any length (Rodrigues). */
function rotated(v: Vector3, axis: Vector3, degrees: number): Vector3 {
  const length = Math.hypot(...axis);
  const k = axis.map((x) => x / length) as unknown as Vector3;
  const [cos, sin] = [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)];
  const along = (k[0] * v[0] + k[1] * v[1] + k[2] * v[2]) * (1 - cos);
  const across = cross(k, v);
  return v.map((x, i) => x * cos + across[i]! * sin + k[i]! * along) as unknown as Vector3;
}

interface Scan {
  readonly cosines: Cosines;
  /** Turns the slices out of their plane. */
  readonly obliqueDegrees: number;
  readonly axis: Vector3;
  /** Slices follow the table (along the nearest of the patient's axes), not their normal. */
  readonly sheared: boolean;
  readonly backwards: boolean;
}

/** Where voxel (column, row, slice) of a scan is centred. */
function placesOf({ cosines, obliqueDegrees, axis, sheared, backwards }: Scan) {
  const row = rotated(cosines.slice(0, 3) as unknown as Vector3, axis, obliqueDegrees);
  const column = rotated(cosines.slice(3) as unknown as Vector3, axis, obliqueDegrees);
  const normal = cross(row, column);
  const straight = cross(cosines.slice(0, 3) as unknown as Vector3, cosines.slice(3) as unknown as Vector3);
  const way = sheared ? straight : normal;
  const gap = backwards ? -GAP_MM : GAP_MM;
  const half = (SIDE - 1) / 2;
  const count = 26;
  const at = (c: number, r: number, s: number): Vector3 =>
    [0, 1, 2].map(
      (i) =>
        row[i]! * (c - half) * PIXEL_MM +
        column[i]! * (r - half) * PIXEL_MM +
        way[i]! * (s - (count - 1) / 2) * gap,
    ) as unknown as Vector3;
  return { row, column, count, at };
}

/** Writes the scan as DICOM files and reads it back, the files in any order. */
async function scanned(scan: Scan, order: readonly number[]): Promise<Series> {
  const { row, column, count, at } = placesOf(scan);
  const slices = await Promise.all(
    Array.from({ length: count }, (_, s) =>
      readInstance(
        writeCtImage({
          style: 'rsna',
          sopInstanceUid: `1.2.3.${order[s]! + 1}`,
          seriesInstanceUid: '1.2.3',
          studyInstanceUid: '1.2',
          patientId: 'nobody',
          rows: SIDE,
          columns: SIDE,
          hu: Int16Array.from({ length: SIDE * SIDE }, (_, i) =>
            headHu(at(i % SIDE, Math.floor(i / SIDE), s)),
          ),
          pixelSpacing: [PIXEL_MM, PIXEL_MM],
          imagePositionPatient: at(0, 0, s),
          imageOrientationPatient: [...row, ...column] as unknown as Cosines,
        }),
        `${s}`,
      ),
    ),
  );
  const [series] = buildSeries(slices.sort((a, b) => (a.sopInstanceUid < b.sopInstanceUid ? -1 : 1)));
  return series!;
}

/** In the volume on an axial grid, the clot lies where it was put. */
function expectClotInVolume(series: Series): void {
  const volume = resampleAxial(seriesVolume(series), { pixelMm: 4, sliceMm: 4 });
  const finder = new ClotFinder();
  volume.slices.forEach((values, slice) => {
    values.forEach((value, i) => {
      const [column, row] = [i % volume.columns, Math.floor(i / volume.columns)];
      const place = voxelToPatient(volume, { column, row, slice });
      if (isDeep(place)) finder.see(value, place);
    });
  });
  for (const axis of [0, 1, 2] as const) {
    const share = finder.centre[axis] / CLOT[axis];
    expect(share).toBeGreaterThan(0.75);
    expect(share).toBeLessThan(1.25);
  }
}

/** On the hung pictures, the clot is right of the middle (the patient's left), above it (in front) and high in the stack. */
function expectClotOnScreen(series: Series): void {
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

const number = (min: number, max: number) => fc.double({ min, max, noNaN: true });
const direction = fc
  .tuple(number(-1, 1), number(-1, 1), number(-1, 1))
  .filter((vector) => Math.hypot(...vector) > 0.1);
const order = fc.shuffledSubarray(
  Array.from({ length: 26 }, (_, i) => i),
  { minLength: 26 },
);
/** Mirrored rows or columns, and both exchanged: what viewers' exports do to a picture together with its header. */
const stored = fc.record({ transpose: fc.boolean(), mirrorRow: fc.boolean(), mirrorColumn: fc.boolean() });

function storedAs(
  cosines: Cosines,
  { transpose, mirrorRow, mirrorColumn }: Record<string, boolean>,
): Cosines {
  const row = cosines.slice(0, 3).map((x) => (mirrorRow ? -x : x));
  const column = cosines.slice(3).map((x) => (mirrorColumn ? -x : x));
  return (transpose ? [...column, ...row] : [...row, ...column]) as unknown as Cosines;
}

describe('left stays left, front in front and the vertex on top', () => {
  test('from DICOM, however the patient lay, the picture is stored, the slices are tilted and the files are called', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...Object.values(ORIENTATIONS)),
        stored,
        number(-20, 20),
        direction,
        fc.boolean(),
        fc.boolean(),
        order,
        async (cosines, how, obliqueDegrees, axis, sheared, backwards, names) => {
          const scan = { cosines: storedAs(cosines, how), obliqueDegrees, axis, sheared, backwards };
          const series = await scanned(scan, names);
          expectClotOnScreen(series);
          expectClotInVolume(series);
        },
      ),
      { numRuns: 40 },
    );
  });

  test.each(Object.entries(ORIENTATIONS))('from DICOM, %s', async (_, cosines) => {
    const straight = {
      cosines,
      obliqueDegrees: 0,
      axis: [1, 0, 0],
      sheared: false,
      backwards: false,
    } as const;
    const series = await scanned(straight, [...Array(26).keys()]);
    expectClotOnScreen(series);
    expectClotInVolume(series);
  });

  test('in the volume of a sagittal or coronal scan, oblique too', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...SAGITTAL, ...CORONAL),
        stored,
        number(-20, 20),
        direction,
        fc.boolean(),
        order,
        async (cosines, how, obliqueDegrees, axis, backwards, names) => {
          const scan = { cosines: storedAs(cosines, how), obliqueDegrees, axis, sheared: false, backwards };
          expectClotInVolume(await scanned(scan, names));
        },
      ),
      { numRuns: 16 },
    );
  });

  test('from NIfTI, whatever its axes, their signs, their order and its form', async () => {
    const base: readonly Vector3[] = [
      [1, 0, 0],
      [0, 1, 0],
      [0, 0, 1],
    ];
    await fc.assert(
      fc.asyncProperty(
        fc.shuffledSubarray([0, 1, 2], { minLength: 3 }),
        fc.tuple(fc.boolean(), fc.boolean(), fc.boolean()),
        number(-20, 20),
        direction,
        fc.constantFrom(1 as const, 2 as const),
        fc.boolean(),
        async (axes, signs, degrees, axis, version, pack) => {
          const [side, pixelMm] = [62, 2];
          // In patient mm of DICOM; NIfTI's x and y run the other way.
          const steps = axes.map((a, i) =>
            rotated(base[a]!, axis, degrees).map((x) => x * pixelMm * (signs[i] ? -1 : 1)),
          );
          const at = (i: number, j: number, k: number): Vector3 =>
            [0, 1, 2].map((c) =>
              [i, j, k].reduce((sum, n, s) => sum + (n - (side - 1) / 2) * steps[s]![c]!, 0),
            ) as unknown as Vector3;
          const first = at(0, 0, 0);
          const affine = [-1, -1, 1].map((flip, c) => [
            ...steps.map((step) => flip * step[c]!),
            flip * first[c]!,
          ]);
          const value = (i: number, j: number, k: number) => headHu(at(i, j, k));
          const bytes = writeNifti({ size: [side, side, side], affine, value, version });
          const series = await readNifti(pack ? await gzipped(bytes) : bytes, 'any.nii');
          expect(series.tiltDegrees).toBeLessThan(21);
          expectClotInVolume(series);
          expectClotOnScreen(series);
        },
      ),
      { numRuns: 8 },
    );
  });
});
