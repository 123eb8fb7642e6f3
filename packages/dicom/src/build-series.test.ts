import type { Slice } from '@ichor/ct';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { buildSeries } from './build-series.ts';

const tilted = (degrees: number): Slice['imageOrientationPatient'] => {
  const angle = (degrees * Math.PI) / 180;
  return [1, 0, 0, 0, Math.cos(angle), -Math.sin(angle)];
};

function slice(of: Partial<Slice> & { z?: number | undefined; uid: string }): Slice {
  const { z, uid, ...rest } = of;
  return {
    sopInstanceUid: uid,
    seriesInstanceUid: 'series',
    studyInstanceUid: 'study',
    patientId: 'patient',
    rows: 2,
    columns: 2,
    hu: new Int16Array([z ?? 0, 1, 2, 3]),
    pixelSpacing: [0.5, 0.5],
    imagePositionPatient: z === undefined ? undefined : [-100, -100, z],
    imageOrientationPatient: [1, 0, 0, 0, 1, 0],
    notices: [],
    ...rest,
  };
}

const stack = (zs: readonly number[], rest: Partial<Slice> = {}): Slice[] =>
  zs.map((z, i) => slice({ uid: `${i + 1}`, z, instanceNumber: 100 - i, ...rest }));

const only = (slices: readonly Slice[], ...rest: [Parameters<typeof buildSeries>[1]?]) => {
  const series = buildSeries(slices, ...rest);
  expect(series).toHaveLength(1);
  return series[0] as (typeof series)[number];
};
const codes = (series: { notices: readonly { code: string }[] }) => series.notices.map(({ code }) => code);

describe('order', () => {
  test('runs along the normal, from skull base to vertex, whatever InstanceNumber says', () => {
    const series = only(stack([10, 0, 5]));
    expect(series.positionsMm).toEqual([0, 5, 10]);
    expect(series.slices.map((one) => one.sopInstanceUid)).toEqual(['2', '3', '1']);
    expect(codes(series)).toEqual([]);
  });

  test('rises towards the head where the stored normal points to the feet', () => {
    const series = only(stack([10, 0, 5], { imageOrientationPatient: [1, 0, 0, 0, -1, 0] }));
    expect(series.positionsMm).toEqual([0, 5, 10]);
  });

  test('does not depend on the order of the input', () => {
    const zs = [0, 5, 10, 10, 15, 20.3, 26];
    const all = [
      ...stack(zs),
      ...stack([1, 2], { rows: 1, columns: 4, seriesInstanceUid: 'series' }).map((one, i) => ({
        ...one,
        sopInstanceUid: `other ${i}`,
      })),
      ...stack(zs, { seriesInstanceUid: 'another', imageOrientationPatient: tilted(12) }),
      slice({ uid: '1', z: 0, instanceNumber: 7 }),
    ];
    const unreadable = [
      { code: 'pixel-data-short', problem: 'is short', instance: { ...slice({ uid: '99' }) } },
    ];
    const reference = buildSeries(all, unreadable);
    fc.assert(
      fc.property(fc.shuffledSubarray(all, { minLength: all.length }), (shuffled) => {
        expect(buildSeries(shuffled, unreadable)).toEqual(reference);
      }),
    );
  });

  test('falls back on InstanceNumber only where there is no position at all, and says so', () => {
    const bare = stack([0, 5, 10], { imagePositionPatient: undefined, sliceThicknessMm: 3 });
    const series = only(bare);
    expect(series.slices.map((one) => one.sopInstanceUid)).toEqual(['3', '2', '1']);
    expect(series.positionsMm).toEqual([0, 3, 6]);
    expect(codes(series)).toEqual(['order-by-instance-number', 'spacing-assumed']);
    expect(codes(only(bare.map((one) => ({ ...one, instanceNumber: 1 }))))).toContain('order-unknown');
  });

  test('leaves out, and calls incomplete, a slice without a position among others that have one', () => {
    const series = only([...stack([0, 5]), slice({ uid: 'lost', instanceNumber: 3 })]);
    expect(series.slices).toHaveLength(2);
    expect(series.unreadableSopInstanceUids).toEqual(['lost']);
    expect(codes(series)).toEqual(['position-missing']);
  });

  test('positions rise strictly and are the projections, for any tilt and any steps', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -40, max: 40, noNaN: true }),
        fc.array(fc.double({ min: 0.02, max: 12, noNaN: true }), { minLength: 1, maxLength: 12 }),
        (degrees, steps) => {
          let z = -50;
          const zs = [z, ...steps.map((step) => (z += step / Math.cos((degrees * Math.PI) / 180)))];
          const series = only(stack(zs, { imageOrientationPatient: tilted(degrees) }).reverse());
          expect(series.slices.map((one) => one.imagePositionPatient?.[2])).toEqual(zs);
          for (let i = 0; i < steps.length; i++) {
            const gap = (series.positionsMm[i + 1] as number) - (series.positionsMm[i] as number);
            expect(gap).toBeCloseTo(steps[i] as number, 8);
          }
          expect(series.tiltDegrees).toBeCloseTo(Math.abs(degrees), 4);
        },
      ),
    );
  });
});

describe('what a reader must know', () => {
  test('unequal spacing names the distances', () => {
    const series = only(stack([0, 4, 8, 9.1, 16.1, 23.1]));
    expect(series.notices).toEqual([
      {
        code: 'spacing-irregular',
        message:
          'The slices are unequally spaced: 2 x 4.00 mm, 1 x 1.10 mm, 2 x 7.00 mm, from skull base to vertex.',
        sopInstanceUids: [],
      },
    ]);
  });

  test('tilt is given in degrees', () => {
    const series = only(stack([0, 5, 10], { imageOrientationPatient: tilted(18.5) }));
    expect(series.tiltDegrees).toBeCloseTo(18.5, 6);
    expect(series.notices[0]?.message).toBe('The slices are tilted by 18.5 degrees.');
  });

  test('a coronal series is called not axial', () => {
    expect(codes(only(stack([0, 5], { imageOrientationPatient: [1, 0, 0, 0, 0, -1] })))).toContain(
      'not-axial',
    );
  });

  test('of two slices in one position one is kept', () => {
    const series = only(stack([0, 5, 5.004, 10]));
    expect(series.slices.map((one) => one.sopInstanceUid)).toEqual(['1', '3', '4']);
    expect(series.notices).toMatchObject([{ code: 'duplicate-position', sopInstanceUids: ['2'] }]);
    expect(series.unreadableSopInstanceUids).toEqual([]);
  });

  test('a file given twice is read once', () => {
    const [first, second] = stack([0, 5]) as [Slice, Slice];
    const series = only([first, second, { ...first }]);
    expect(series.slices).toHaveLength(2);
    expect(codes(series)).toEqual(['duplicate-instance']);
  });

  test('of mixed geometries the largest stack is read, scouts are passed over, and anything else makes it incomplete', () => {
    const scout = slice({
      uid: 'scout',
      z: 0,
      rows: 1,
      columns: 4,
      imageType: ['ORIGINAL', 'PRIMARY', 'LOCALIZER'],
    });
    const steep = slice({ uid: 'steep', z: 30, imageOrientationPatient: tilted(20) });
    const series = only([...stack([0, 5, 10]), scout, steep]);
    expect(series.slices).toHaveLength(3);
    expect(series.notices).toMatchObject([{ code: 'mixed-geometry', sopInstanceUids: ['scout', 'steep'] }]);
    expect(series.unreadableSopInstanceUids).toEqual(['steep']);
  });

  test('notices of the slices are told once, with the slices they concern', () => {
    const notices = (uid: string) => [{ code: 'saturated', message: 'Some.', sopInstanceUids: [uid] }];
    const series = only(stack([5, 0]).map((one) => ({ ...one, notices: notices(one.sopInstanceUid) })));
    expect(series.notices).toEqual([{ code: 'saturated', message: 'Some.', sopInstanceUids: ['1', '2'] }]);
  });
});

describe('files whose pixels are lost', () => {
  const lost = (uid: string, seriesInstanceUid = 'series') => ({
    code: 'dicom-truncated',
    problem: 'ends in its pixels',
    instance: { studyInstanceUid: 'study', seriesInstanceUid, sopInstanceUid: uid, patientId: 'patient' },
  });

  test('are listed in their series', () => {
    const series = only(stack([0, 5]), [lost('9'), lost('8')]);
    expect(series.unreadableSopInstanceUids).toEqual(['8', '9']);
    expect(series.notices).toMatchObject([{ code: 'slice-unreadable', sopInstanceUids: ['8', '9'] }]);
  });

  test('do no harm where another copy was read', () => {
    const series = only(stack([0, 5]), [lost('1')]);
    expect(series.unreadableSopInstanceUids).toEqual([]);
    expect(codes(series)).toEqual([]);
  });

  test('make a series of their own where nothing of it could be read', () => {
    const series = buildSeries(stack([0]), [lost('9', 'a series')]);
    expect(series.map((one) => [one.seriesInstanceUid, one.slices.length])).toEqual([
      ['a series', 0],
      ['series', 1],
    ]);
  });
});
