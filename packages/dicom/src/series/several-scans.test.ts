import type { Slice } from '@ichor/ct';
import fc from '@ichor/testing/properties';
import { codes, slice } from '@ichor/testing/stacks';
import { describe, expect, test } from 'vitest';
import { buildSeries, buildStacks } from './build-series.ts';

const rising = (count: number, from = 0, step = 10): number[] =>
  Array.from({ length: count }, (_, i) => from + step * i);

let taken = 0;
/** Slices 10 mm thick, numbered on from those made before. */
const scan = (name: string, zs: readonly number[], of: Partial<Slice> = {}): Slice[] =>
  zs.map((z, i) => slice({ uid: `${name} ${i}`, z, instanceNumber: ++taken, sliceThicknessMm: 10, ...of }));

const agent = { contrastBolusAgent: 'IOHEXOL' };

/** The names of the stacks' slices, the stack to be read first, and that they don't depend on the order of files. */
function namesOf(all: readonly Slice[]): string[][] {
  const stacks = buildStacks(all);
  fc.assert(
    fc.property(fc.shuffledSubarray([...all], { minLength: all.length }), (shuffled) => {
      expect(buildStacks(shuffled)).toEqual(stacks);
    }),
    { numRuns: 10 },
  );
  return stacks.map(({ slices }) => [
    ...new Set(slices.map(({ sopInstanceUid }) => sopInstanceUid.split(' ')[0]!)),
  ]);
}

describe('two acquisitions of one place', () => {
  const zs = rising(10);
  const plain = () => scan('plain', zs, { header: { acquisitionNumber: 2 } });
  const contrast = () => scan('contrast', zs, { header: { acquisitionNumber: 1, ...agent } });

  test('the one without contrast medium is read, whichever comes first by number, and the notice says what was left out', () => {
    for (const all of [
      [...contrast(), ...plain()],
      [...plain(), ...contrast()],
    ]) {
      expect(namesOf(all)).toEqual([['plain'], ['contrast']]);
      const [series] = buildSeries(all);
      expect(series!.unreadableSopInstanceUids).toEqual([]);
      expect(series!.notices).toMatchObject([
        {
          code: 'repeated-stack',
          message:
            'The series holds another stack at the same positions, which is left out here: 10 axial slices of 2 x 2 pixels, 0.50 x 0.50 mm, 10 mm thick (acquisition 1, with contrast medium).',
        },
      ]);
    }
  });

  test.each<[string, (i: number) => Partial<Slice>, (i: number) => Partial<Slice>]>([
    ['the agent alone', () => ({ header: agent }), () => ({})],
    [
      'the agent, which one says is none',
      () => ({ header: agent }),
      () => ({ header: { contrastBolusAgent: 'NONE' } }),
    ],
    [
      'the phase',
      () => ({ header: { temporalPosition: 2, ...agent } }),
      () => ({ header: { temporalPosition: 1 } }),
    ],
    [
      'the acquisition, numbered alike otherwise',
      (i) => ({ instanceNumber: i, header: { acquisitionNumber: 1, ...agent } }),
      (i) => ({ instanceNumber: i, header: { acquisitionNumber: 2 } }),
    ],
    [
      'the acquisition, which one of each lacks',
      (i) => ({ header: { acquisitionNumber: i === 3 ? undefined : 1, ...agent } }),
      (i) => ({ header: { acquisitionNumber: i === 5 ? undefined : 2 } }),
    ],
    [
      'the acquisition, which all of one lack',
      () => ({ header: agent }),
      () => ({ header: { acquisitionNumber: 2 } }),
    ],
    [
      'the time',
      () => ({ instanceNumber: 1, header: { acquisitionTime: '101130', ...agent } }),
      () => ({ instanceNumber: 1, header: { acquisitionTime: '101110' } }),
    ],
    [
      'the time of each slice',
      (i) => ({ instanceNumber: 1, header: { acquisitionTime: `1011${30 + i}`, ...agent } }),
      (i) => ({ instanceNumber: 1, header: { acquisitionTime: `1011${10 + i}` } }),
    ],
  ])('are told apart by %s', (_, one, other) => {
    const all = zs.flatMap((z, i) => [
      ...scan(`contrast ${i}`, [z], one(i)),
      ...scan(`plain ${i}`, [z], other(i)),
    ]);
    expect(namesOf(all)).toEqual([['plain'], ['contrast']]);
    expect(buildSeries(all)[0]!.slices).toHaveLength(10);
  });

  test('a slice that lost its acquisition goes where its place is free', () => {
    const all = [
      ...scan('first', zs).map((one, i) => ({
        ...one,
        header: { acquisitionNumber: i === 3 || i === 7 ? undefined : 1 },
      })),
      ...scan('second', zs).map((one, i) => ({
        ...one,
        header: { acquisitionNumber: i === 2 || i === 5 ? undefined : 2 },
      })),
    ];
    expect(namesOf(all)).toEqual([['first'], ['second']]);
    expect(buildStacks(all).map((one) => one.slices.length)).toEqual([10, 10]);
  });

  test('that lie half a spacing beside one another, or share one position, are not taken for one stack', () => {
    for (const offset of [5, 3]) {
      const all = [
        ...scan('contrast', rising(10, offset), { header: { acquisitionNumber: 1, ...agent } }),
        ...scan('plain', zs, { header: { acquisitionNumber: 2 } }),
      ];
      expect(namesOf(all)).toEqual([['plain'], ['contrast']]);
      const [series] = buildSeries(all);
      expect(codes(series!)).toEqual(['repeated-stack']);
      expect(series!.notices[0]!.message).toContain('another stack of the same part of the body');
    }
    const sharing = [
      ...scan('first', rising(12, 0, 10), { header: { acquisitionNumber: 1 } }),
      ...scan('second', rising(11, 4, 8), { sliceThicknessMm: undefined, header: { acquisitionNumber: 2 } }),
    ];
    expect(buildStacks(sharing)[0]!.slices).toHaveLength(12);
  });

  test('of which the one without contrast medium is the shorter, that one is read, and what only the other shows makes it incomplete', () => {
    const all = [...scan('contrast', rising(16), { header: agent }), ...scan('plain', rising(9))];
    expect(namesOf(all)[0]).toEqual(['plain']);
    expect(buildSeries(all)[0]!.unreadableSopInstanceUids).toHaveLength(7);
  });

  test('of which one has what lies between the thin slices of the other, the series is incomplete', () => {
    const thin = { sliceThicknessMm: 5 };
    const all = [...scan('plain', zs, thin), ...scan('contrast', rising(9, 5), { ...thin, header: agent })];
    expect(namesOf(all)).toEqual([['plain'], ['contrast']]);
    expect(buildSeries(all)[0]!.unreadableSopInstanceUids).toHaveLength(9);
  });

  test('too few slices without contrast medium are not preferred', () => {
    const all = [...scan('contrast', rising(16), { header: agent }), ...scan('bolus', [50, 60, 70])];
    expect(namesOf(all)[0]).toEqual(['contrast']);
  });

  test('a few slices that were taken again leave the rest whole', () => {
    const all = [
      ...scan('first', rising(14), { header: { acquisitionNumber: 1 } }),
      ...scan('again', [32, 42, 52, 62], { header: { acquisitionNumber: 2 } }),
    ];
    expect(namesOf(all)).toEqual([['first'], ['again']]);
    expect(buildSeries(all)[0]!.unreadableSopInstanceUids).toEqual([]);
  });
});

test('of two scans whose headers say nothing of it the one with bright vessels is left out', () => {
  const zs = rising(12);
  const side = 120;
  /** A skull of 2 mm pixels; within it brain, and two vessels of a value. */
  const picture = (vessel: number) =>
    Int16Array.from({ length: side * side }, (_, i) => {
      const [y, x] = [2 * (Math.floor(i / side) - 59.5), 2 * ((i % side) - 59.5)];
      const radius = Math.hypot(y, x);
      if (radius > 80) return -1000;
      if (radius > 72) return 900;
      return Math.hypot(y, Math.abs(x) - 20) < 11 ? vessel : 35;
    });
  const of = (vessel: number): Partial<Slice> => ({
    rows: side,
    columns: side,
    pixelSpacing: [2, 2],
    hu: picture(vessel),
  });
  expect(namesOf([...scan('bright', zs, of(320)), ...scan('plain', zs, of(40))])).toEqual([
    ['plain'],
    ['bright'],
  ]);
});

describe('one scan', () => {
  test.each<[string, readonly number[], (i: number) => Partial<Slice>]>([
    [
      'base and vertex are acquisitions of their own',
      rising(16),
      (i) => ({ header: { acquisitionNumber: i < 7 ? 1 : 2 } }),
    ],
    ['each slice is an acquisition', rising(16), (i) => ({ header: { acquisitionNumber: i } })],
    ['every four slices are an acquisition', rising(16), (i) => ({ header: { acquisitionNumber: i >> 2 } })],
    [
      'some slices lost their acquisition',
      rising(16),
      (i) => ({ header: { acquisitionNumber: i % 5 ? 1 : undefined } }),
    ],
    ['some slices lost their agent', rising(16), (i) => ({ header: i % 3 ? agent : {} })],
    ['each slice has its time', rising(16), (i) => ({ header: { acquisitionTime: `10113${i}` } })],
    [
      'the second acquisition fills the gaps of the first',
      rising(16),
      (i) => ({ header: { acquisitionNumber: i % 2 } }),
    ],
    [
      'blocks of two acquisitions overlap by two slices',
      [...rising(8), ...rising(8, 65)],
      (i) => ({ header: { acquisitionNumber: i < 8 ? 1 : 2 } }),
    ],
  ])('stays one stack where %s', (_, zs, of) => {
    const all = zs.flatMap((z, i) => scan(`slice ${i}`, [z], of(i)));
    expect(buildStacks(all).map(({ slices }) => slices.length)).toEqual([zs.length]);
  });
});

describe('reconstructions of one scan', () => {
  const zs = rising(12);

  test('the soft one is read before the sharp one, whatever their numbers', () => {
    const all = [
      ...scan('bone', zs, { header: { convolutionKernel: 'H60s' } }),
      ...scan('soft', zs, { header: { convolutionKernel: 'H30s' } }),
    ];
    expect(namesOf(all)).toEqual([['soft'], ['bone']]);
    expect(buildSeries(all)[0]!.notices[0]!.message).toContain('(kernel H60s)');
  });

  test('of two energies the usual one, of original and computed images the original is read', () => {
    expect(
      namesOf([
        ...scan('high', zs, { header: { kvp: 80 } }),
        ...scan('usual', zs, { header: { kvp: 120 } }),
      ])[0],
    ).toEqual(['usual']);
    const computed = scan('computed', zs, { header: { imageType: ['DERIVED', 'SECONDARY', 'AXIAL'] } });
    const original = scan('original', zs, { header: { imageType: ['ORIGINAL', 'PRIMARY', 'AXIAL'] } });
    expect(namesOf([...computed, ...original])[0]).toEqual(['original']);
  });

  test('many phases are told of in one notice', () => {
    const phases = Array.from({ length: 6 }, (_, i) =>
      scan(`phase${i}`, zs, { header: { temporalPosition: i + 1 } }),
    ).flat();
    const { notices } = buildSeries(phases)[0]!;
    expect(notices).toHaveLength(1);
    expect(notices[0]!.message).toContain('holds 5 other stacks at the same positions');
    expect(notices[0]!.message).toContain('(phase 2; phase 3; phase 4; and 2 more)');
    expect(notices[0]!.sopInstanceUids).toHaveLength(60);
  });

  test('that nothing tells apart are said to be mixed, and count as not seen', () => {
    const all = [...scan('one', zs), ...scan('other', zs)].map((one, i) => ({
      ...one,
      instanceNumber: undefined,
      hu: new Int16Array([i, 1, 2, 3]),
    }));
    const [series] = buildSeries(all);
    expect(series!.notices).toMatchObject([
      {
        code: 'duplicate-position',
        message: expect.stringContaining('nobody can say which of them belong together'),
      },
    ]);
    expect(series!.unreadableSopInstanceUids).toHaveLength(12);
    const same = all.map((one) => ({ ...one, hu: new Int16Array([5, 1, 2, 3]) }));
    expect(buildSeries(same)[0]!.unreadableSopInstanceUids).toEqual([]);
  });
});
