import type { Slice } from '@ichor/ct';
import { codes, slice } from '@ichor/testing/stacks';
import { expect, test } from 'vitest';
import { buildStacks } from './build-series.ts';

const heights = (count: number, from = 0): number[] => Array.from({ length: count }, (_, i) => from + 10 * i);

/** Slices at heights, each in the frame of reference that its index gives. */
const framed = (zs: readonly number[], frame: (i: number) => string | undefined): Slice[] =>
  zs.map((z, i) => slice({ uid: `${i}`, z, instanceNumber: i + 1, frameOfReferenceUid: frame(i) }));

function read(slices: readonly Slice[]) {
  const [series, ...others] = buildStacks(slices);
  expect(buildStacks(slices.toReversed())).toEqual([series, ...others]);
  return { ...series!, others };
}

test('blocks of two frames of reference that go on evenly are read together, and a notice says it', () => {
  const series = read(framed(heights(15), (i) => (i < 7 ? '1.1' : '1.2')));
  expect(series.slices).toHaveLength(15);
  expect(series.unreadableSopInstanceUids).toEqual([]);
  expect(series.notices).toMatchObject([
    {
      code: 'frame-of-reference-mixed',
      message: expect.stringContaining('The slices name 2 frames of reference,'),
    },
  ]);
});

test('a frame of reference for each slice, as where identifiers were replaced, is said and parts nothing', () => {
  const series = read(framed(heights(15), (i) => `1.${i}`));
  expect(series.slices).toHaveLength(15);
  expect(series.notices).toMatchObject([
    {
      code: 'frame-of-reference-mixed',
      message: expect.stringContaining('15 frames of reference, one for each,'),
    },
  ]);
});

test('one frame of reference, or one that some slices lack, needs no word', () => {
  expect(codes(read(framed(heights(15), () => '1.1')))).toEqual([]);
  expect(codes(read(framed(heights(15), (i) => (i % 4 ? '1.1' : undefined))))).toEqual([]);
});

test.each<[string, readonly number[]]>([
  ['with a gap between them', [...heights(8), ...heights(6, 110)]],
  ['that overlap', [...heights(8), ...heights(6, 45)]],
  ['that lie in one another', [...heights(8), ...heights(6, 5)]],
])('of blocks of two frames of reference %s the larger is read alone, and is incomplete', (_, zs) => {
  const series = read(framed(zs, (i) => (i < 8 ? '1.1' : '1.2')));
  expect(series.slices).toHaveLength(8);
  expect(series.others.map(({ slices }) => slices.length)).toEqual([6]);
  expect(series.unreadableSopInstanceUids).toHaveLength(6);
  expect(series.notices).toMatchObject([
    {
      code: 'frame-of-reference-apart',
      message: expect.stringContaining('nobody can say where the two lie to each other'),
    },
  ]);
});
