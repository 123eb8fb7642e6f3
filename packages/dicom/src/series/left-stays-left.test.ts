import { cross, type Series, type Slice, type Vector3 } from '@ichor/ct';
import { expectClotInVolume, expectClotOnScreen } from '@ichor/testing/find-clot';
import { headHu } from '@ichor/testing/head-with-clot';
import fc from '@ichor/testing/properties';
import { rotated } from '@ichor/testing/rotated';
import { describe, test } from 'vitest';
import { readInstance } from '../read-slices.ts';
import { writeCtImage } from '../write/write-ct-image.ts';
import { buildSeries } from './build-series.ts';

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
});
