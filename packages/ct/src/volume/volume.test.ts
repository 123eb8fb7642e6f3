import fc from '@ichor/testing/properties';
import { describe, expect, test } from 'vitest';
import { type Series, type Slice, SOUND_SERIES, type Vector3 } from '../series/slice.ts';
import { cross, unit } from './vector.ts';
import { affineOf, patientToVoxel, seriesVolume, usualGapMm, voxelToPatient } from './volume.ts';

interface Made {
  readonly row: Vector3;
  readonly column: Vector3;
  readonly origins: readonly Vector3[];
  readonly pixelSpacing?: readonly [number, number];
}

function seriesOf(
  { row, column, origins, pixelSpacing = [0.5, 0.7] }: Made,
  of: Partial<Slice> = {},
): Series {
  const slices = origins.map(
    (imagePositionPatient, i): Slice => ({
      sopInstanceUid: `${i}`,
      seriesInstanceUid: '1.2',
      studyInstanceUid: '1',
      patientId: '',
      rows: 3,
      columns: 4,
      hu: Int16Array.from({ length: 12 }, (_, k) => 100 * i + k),
      pixelSpacing,
      imagePositionPatient,
      imageOrientationPatient: [...row, ...column] as unknown as Slice['imageOrientationPatient'],
      notices: [],
      ...of,
    }),
  );
  return {
    seriesInstanceUid: '1.2',
    studyInstanceUid: '1',
    patientId: '',
    slices,
    positionsMm: slices.map((_, i) => i),
    tiltDegrees: 0,
    ...SOUND_SERIES,
    origin: 'dicom',
  };
}

const axial = { row: [1, 0, 0], column: [0, 1, 0] } as const;

const number = (min: number, max: number) => fc.double({ min, max, noNaN: true });
const direction = fc
  .tuple(number(-1, 1), number(-1, 1), number(-1, 1))
  .filter((vector) => Math.hypot(...vector) > 0.1)
  .map((vector) => unit(vector));

/** Any orientation, any gaps, any lean, and origins that jump about. */
const anySeries = fc
  .record({
    row: direction,
    other: direction,
    gaps: fc.array(number(0.1, 9), { minLength: 0, maxLength: 6 }),
    drift: fc.tuple(number(-1, 1), number(-1, 1)),
    spacing: fc.tuple(number(0.2, 2), number(0.2, 2)),
  })
  .filter(({ row, other }) => Math.hypot(...cross(row, other)) > 0.1)
  .map(({ row, other, gaps, drift, spacing }) => {
    const normal = unit(cross(row, other));
    const column = cross(normal, row);
    let at = -20;
    const origins = [0, ...gaps].map((gap, i): Vector3 => {
      at += gap;
      const [u, v] = [drift[0] * i, drift[1] * i * i];
      return [0, 1, 2].map((k) => normal[k]! * at + u * row[k]! + v * column[k]! + 5) as unknown as Vector3;
    });
    return { row, column, origins, pixelSpacing: spacing };
  });

describe('places', () => {
  test('a voxel lies where its header puts it, whatever the stack', () => {
    fc.assert(
      fc.property(anySeries, (made) => {
        const volume = seriesVolume(seriesOf(made));
        made.origins.forEach((origin, slice) => {
          const place = voxelToPatient(volume, { column: 3, row: 2, slice });
          // PS3.3 C.7.6.2.1.1: PixelSpacing is first between rows, then between columns.
          [0, 1, 2].forEach((k) => {
            const expected =
              origin[k]! +
              3 * made.pixelSpacing[1] * made.row[k]! +
              2 * made.pixelSpacing[0] * made.column[k]!;
            expect(place[k]).toBeCloseTo(expected, 6);
          });
        });
      }),
    );
  });

  test('from voxel to patient and back is the same place, between and beyond slices too', () => {
    fc.assert(
      fc.property(anySeries, number(-5, 9), number(-5, 9), number(-0.9, 7), (made, column, row, slice) => {
        const volume = seriesVolume(seriesOf(made));
        const back = patientToVoxel(volume, voxelToPatient(volume, { column, row, slice }));
        expect(back.column).toBeCloseTo(column, 6);
        expect(back.row).toBeCloseTo(row, 6);
        expect(back.slice).toBeCloseTo(slice, 6);
      }),
    );
  });

  test('rounded direction cosines do not stretch the pixels', () => {
    const column = [0, 0.948, -0.317] as const;
    const volume = seriesVolume(seriesOf({ row: [1, 0, 0], column, origins: [[0, 0, 0]] }));
    expect(Math.hypot(...volume.rowStep)).toBeCloseTo(0.5, 12);
  });
});

describe('the affine', () => {
  test('of a tilted gantry is sheared: the slices rise along the table, not along their normal', () => {
    const angle = (18.5 * Math.PI) / 180;
    const column = [0, Math.cos(angle), -Math.sin(angle)] as const;
    const origins = [0, 5, 10].map((z): Vector3 => [-100, -120, z]);
    const affine = affineOf(seriesVolume(seriesOf({ row: [1, 0, 0], column, origins })))!;
    const expected = [
      [0.7, 0, 0, -100],
      [0, 0.5 * Math.cos(angle), 0, -120],
      [0, -0.5 * Math.sin(angle), 5, 0],
    ];
    affine.forEach((row, i) => {
      row.forEach((value, j) => {
        expect(value).toBeCloseTo(expected[i]![j]!, 12);
      });
    });
  });

  test('there is none where gaps are unequal, and the positions say where slices lie', () => {
    const origins = [0, 4, 8, 15].map((z): Vector3 => [0, 0, z]);
    const volume = seriesVolume(seriesOf({ ...axial, origins }));
    expect(affineOf(volume)).toBeUndefined();
    expect(volume.positionsMm).toEqual([0, 4, 8, 15]);
    expect(usualGapMm(volume)).toBe(4);
  });

  test('rounding of positions in the header is no unequal gap', () => {
    const origins = [0, 4.98, 10.01, 15].map((z): Vector3 => [0, 0, z]);
    expect(affineOf(seriesVolume(seriesOf({ ...axial, origins })))).toBeDefined();
  });
});

describe('what makes no volume', () => {
  const origins = [0, 5].map((z): Vector3 => [0, 0, z]);

  test('is refused by name: no geometry, or slices that differ', () => {
    const bare = seriesOf({ ...axial, origins }, { pixelSpacing: undefined });
    expect(() => seriesVolume(bare)).toThrow(expect.objectContaining({ code: 'geometry-missing' }));
    const whole = seriesOf({ ...axial, origins });
    const mixed = { ...whole, slices: [whole.slices[0]!, { ...whole.slices[1]!, rows: 4 }] };
    expect(() => seriesVolume(mixed)).toThrow(expect.objectContaining({ code: 'slices-differ' }));
    expect(() => seriesVolume({ ...whole, slices: [] })).toThrow(RangeError);
  });

  test('slices at one position are no stack', () => {
    const series = seriesOf({
      ...axial,
      origins: [
        [0, 0, 0],
        [0, 0, 5],
        [0, 0, 5],
      ],
    });
    expect(() => seriesVolume(series)).toThrow(expect.objectContaining({ code: 'slices-differ' }));
  });
});
