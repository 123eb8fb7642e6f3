import type { Slice } from '@ichor/ct';
import { notice } from '@ichor/notices';
import fc from '@ichor/testing/properties';
import { codes, only, slice, stack, tilted } from '@ichor/testing/stacks';
import { describe, expect, test } from 'vitest';
import { buildSeries, buildStacks } from './build-series.ts';

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

  test('one UID for slices at several places: one is read, and what the others showed counts as missing', () => {
    const zs = Array.from({ length: 8 }, (_, i) => 5 * i);
    const all = stack(zs).map((one, i) => (i === 3 || i === 7 ? { ...one, sopInstanceUid: '1' } : one));
    const series = only(all);
    expect(series.slices).toHaveLength(6);
    expect(series.missingSlices).toBe(2);
    expect(series.notices[0]).toEqual({
      code: 'duplicate-instance',
      message: 'Slices at 3 places bear the same SOP Instance UID; one of them was read.',
      sopInstanceUids: ['1'],
    });
  });

  test('files of one UID with different pixels: the same one is read in whichever order they come', () => {
    const all = stack([0, 5, 10]);
    const other = { ...all[1]!, hu: Int16Array.from(all[1]!.hu, (hu) => hu + 1) };
    const series = only([...all, other]);
    expect(only([other, ...all])).toEqual(series);
    expect(series.notices).toEqual([
      {
        code: 'duplicate-instance',
        message: 'Files that differ bear the same SOP Instance UID; one was read.',
        sopInstanceUids: ['2'],
      },
    ]);
  });

  test('of mixed geometries the largest stack is read, scouts are passed over, and anything else makes it incomplete', () => {
    const scout = slice({
      uid: 'scout',
      z: 0,
      rows: 1,
      columns: 4,
      header: { imageType: ['ORIGINAL', 'PRIMARY', 'LOCALIZER'] },
    });
    const steep = slice({ uid: 'steep', z: 30, imageOrientationPatient: tilted(20) });
    const series = only([...stack([0, 5, 10]), scout, steep]);
    expect(series.slices).toHaveLength(3);
    expect(series.notices).toMatchObject([
      {
        code: 'mixed-geometry',
        message:
          'The series holds another stack, which is left out here: 1 axial slice of 2 x 2 pixels, 0.50 x 0.50 mm, tilted by 20.0 degrees.',
        sopInstanceUids: ['steep'],
      },
      {
        code: 'not-a-slice',
        message: 'The series also holds 1 scout, which is no slice of the head and was left out.',
        sopInstanceUids: ['scout'],
      },
    ]);
    expect(series.unreadableSopInstanceUids).toEqual(['steep']);
  });

  test('a scout with the geometry of the slices is no slice of theirs', () => {
    const scout = slice({
      uid: 'scout',
      z: 7.5,
      header: { imageType: ['ORIGINAL', 'PRIMARY', 'LOCALIZER'] },
    });
    const series = only([...stack([0, 5, 10]), scout]);
    expect(series.positionsMm).toEqual([0, 5, 10]);
    expect(series.unreadableSopInstanceUids).toEqual([]);
    expect(series.notices).toMatchObject([{ sopInstanceUids: ['scout'] }]);
  });

  test('notices of the slices are told once, with the slices they concern', () => {
    const notices = (uid: string) => [notice('hounsfield-unchecked', {}, [uid])];
    const series = only(stack([5, 0]).map((one) => ({ ...one, notices: notices(one.sopInstanceUid) })));
    expect(series.notices).toEqual([notice('hounsfield-unchecked', {}, ['1', '2'])]);
  });
});

describe('a series of several stacks', () => {
  const renamed = (slices: readonly Slice[], prefix: string, from = 0): Slice[] =>
    slices.map((one, i) => ({ ...one, sopInstanceUid: `${prefix}${i}`, instanceNumber: from + i }));
  const coronal: Partial<Slice> = {
    imageOrientationPatient: [1, 0, 0, 0, 0, -1],
    rows: 21,
    columns: 1,
    pixelSpacing: [1, 1],
  };

  test('is read in its axial stack, however many reformats there are, and nothing is missing then', () => {
    const reformats = Array.from({ length: 8 }, (_, i) =>
      slice({ uid: `coronal ${i}`, ...coronal, imagePositionPatient: [-100, -100 + i, 20] }),
    );
    const all = [...reformats, ...stack([0, 5, 10, 15, 20])];
    const series = only(all);
    expect(series.slices).toHaveLength(5);
    expect(codes(series)).toEqual(['mixed-geometry']);
    expect(series.notices[0]!.message).toContain('8 coronal slices of 21 x 1 pixels');
    expect(series.unreadableSopInstanceUids).toEqual([]);
    const stacks = buildStacks(all);
    expect(stacks.map((one) => one.slices.length)).toEqual([5, 8]);
    expect(stacks[0]).toEqual(series);
    expect(codes(stacks[1]!)).toEqual(['mixed-geometry', 'not-axial']);
  });

  test('is incomplete where another stack shows what the one read does not, in its middle too', () => {
    const other = { rows: 2, columns: 3, hu: new Int16Array(6) };
    const series = only([
      ...stack([0, 5, 15, 20]),
      slice({ uid: 'hole', z: 10, ...other }),
      slice({ uid: 'above', z: 25, ...other }),
      slice({ uid: 'again', z: 6, ...other }),
    ]);
    expect(series.unreadableSopInstanceUids).toEqual(['above', 'hole']);
  });

  test('of two kernels, one after the other, is read in the first, even where that lacks a slice', () => {
    const zs = [0, 5, 10, 15, 20];
    for (const lost of [undefined, 2]) {
      const first = renamed(stack(zs), 'soft ').filter((_, i) => i !== lost);
      const all = [...first, ...renamed(stack(zs), 'bone ', 100)];
      const stacks = buildStacks(all);
      expect(stacks.map((one) => one.slices.length).sort()).toEqual([first.length, 5].sort());
      for (const one of stacks) {
        const kinds = new Set(one.slices.map(({ sopInstanceUid }) => sopInstanceUid.slice(0, 4)));
        expect(kinds.size).toBe(1);
        expect(codes(one)).toContain('repeated-stack');
      }
    }
  });

  test('of two kernels in turns is told apart by number', () => {
    const turns = [0, 5, 10, 15].flatMap((z, i) => [
      slice({ uid: `soft ${i}`, z, instanceNumber: 2 * i + 1 }),
      slice({ uid: `bone ${i}`, z, instanceNumber: 2 * i + 2 }),
    ]);
    const [soft, bone] = buildStacks(turns);
    expect(soft!.slices.map((one) => one.sopInstanceUid)).toEqual(['soft 0', 'soft 1', 'soft 2', 'soft 3']);
    expect(bone!.slices.map((one) => one.sopInstanceUid)).toEqual(['bone 0', 'bone 1', 'bone 2', 'bone 3']);
  });

  test('of thick and thin slices in one another is split; of two blocks one above the other it is not', () => {
    const thin = renamed(stack([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10], { sliceThicknessMm: 1 }), 'thin ');
    const thick = renamed(stack([0, 5, 10], { sliceThicknessMm: 5 }), 'thick ');
    expect(buildStacks([...thick, ...thin]).map((one) => one.slices.length)).toEqual([11, 3]);
    const above = renamed(stack([14, 19, 24], { sliceThicknessMm: 5 }), 'above ');
    expect(buildStacks([...above, ...thin]).map((one) => one.slices.length)).toEqual([14]);
  });
});

describe('blocks of one scan', () => {
  const rising = (from: number, step: number, count: number, of: Partial<Slice>): Slice[] =>
    Array.from({ length: count }, (_, i) =>
      slice({ uid: `${from} ${i}`, z: from + step * i, instanceNumber: from + i, ...of }),
    );
  const thin = { sliceThicknessMm: 2.5 };
  const thick = { sliceThicknessMm: 5 };

  test('of different thickness are one stack: one above another, between two others, or overlapping', () => {
    const middle = [...rising(0, 5, 6, thick), ...rising(28, 2.5, 10, thin), ...rising(55, 5, 8, thick)];
    expect(buildStacks(middle).map((one) => one.slices.length)).toEqual([24]);
    const overlapping = [...rising(0, 2.5, 20, thin), ...rising(44, 5, 12, thick)];
    expect(buildStacks(overlapping).map((one) => one.slices.length)).toEqual([32]);
    expect(codes(buildStacks(overlapping)[0]!)).toEqual(['slices-overlap', 'spacing-irregular']);
  });

  test('thick slices of the whole head and thin ones of the skull base within them are two stacks, the whole head first', () => {
    const all = [...rising(0, 5, 30, thick), ...rising(21, 1, 40, { sliceThicknessMm: 1 })];
    expect(buildStacks(all).map((one) => one.slices.length)).toEqual([30, 40]);
  });

  test('a thickness that was measured, and so differs in its decimals, makes no stacks', () => {
    const measured = rising(0, 5, 12, {}).map((one, i) => ({
      ...one,
      sliceThicknessMm: 4.98 + 0.01 * (i % 4),
    }));
    expect(codes(only(measured))).toEqual([]);
  });

  test('of different tilt (skull base and vertex) are two stacks: one is read, and the other makes it incomplete', () => {
    const base = rising(0, 5, 9, { imageOrientationPatient: tilted(18) });
    const vertex = rising(45, 7, 12, {});
    const series = only([...base, ...vertex]);
    expect(series.slices).toHaveLength(12);
    expect(series.unreadableSopInstanceUids).toHaveLength(9);
    expect(series.notices.map(({ message }) => message)).toEqual([
      'The series holds another stack, which is left out here: 9 axial slices of 2 x 2 pixels, 0.50 x 0.50 mm, tilted by 18.0 degrees.',
    ]);
  });

  test('phases of a time series are told apart, and the first of them is whole', () => {
    const phases = Array.from({ length: 5 }, (_, phase) =>
      rising(0, 5, 10, {}).map((one, i) => ({
        ...one,
        sopInstanceUid: `${phase} ${i}`,
        instanceNumber: 10 * phase + i,
      })),
    );
    const [first, ...others] = buildStacks(phases.flat());
    expect(first!.slices.every(({ sopInstanceUid }) => sopInstanceUid.startsWith('0'))).toBe(true);
    expect(others.map((one) => one.slices.length)).toEqual([10, 10, 10, 10]);
    expect(first!.unreadableSopInstanceUids).toEqual([]);
    expect(codes(first!).filter((code) => code === 'repeated-stack').length).toBeGreaterThan(0);
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

test('a multi-frame file that was read heals a damaged copy of it', () => {
  const frames = stack([0, 5, 10]).map((one, i) => ({ ...one, sopInstanceUid: `1.2#${i + 1}` }));
  const damaged = (uid: string) => [
    { code: 'dicom-truncated', problem: 'ends too early', instance: slice({ uid }) },
  ];
  expect(buildSeries(frames, damaged('1.2'))[0]!.unreadableSopInstanceUids).toEqual([]);
  expect(buildSeries(frames, damaged('1.3'))[0]!.unreadableSopInstanceUids).toEqual(['1.3']);
});
