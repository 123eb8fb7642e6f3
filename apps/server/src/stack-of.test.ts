import type { Slice } from '@ichor/ct';
import { expect, test } from 'vitest';
import type { StackInstance } from './repositories/instances.ts';
import { stackOf } from './stack-of.ts';

const instance = (sopInstanceUid: string, slice: Partial<Slice>): StackInstance => ({
  id: `id of ${sopInstanceUid}`,
  studyId: '1',
  slice: {
    sopInstanceUid,
    seriesInstanceUid: '1.2',
    studyInstanceUid: '1',
    patientId: '',
    rows: 4,
    columns: 4,
    pixelSpacing: [1, 1],
    ...slice,
  },
  computed: false,
  damage: null,
  truthTypes: [],
});
const heights = Array.from({ length: 9 }, (_, i) => 5 * i);
const uidsOf = (instances: readonly StackInstance[], read?: Parameters<typeof stackOf>[3]) => {
  const { slices } = stackOf('2', '1', instances, read);
  expect(slices.map(({ positionMm }) => positionMm)).toEqual(heights);
  return slices.map(({ sopInstanceUid }) => sopInstanceUid);
};

test('of two stacks at the same positions the one that was read is shown', () => {
  const scan = (name: string, acquisitionNumber: number) =>
    heights.map((z, i) =>
      instance(`${name} ${i}`, {
        imagePositionPatient: [0, 0, z],
        imageOrientationPatient: [1, 0, 0, 0, 1, 0],
        instanceNumber: 10 * acquisitionNumber + i,
        header: { acquisitionNumber },
      }),
    );
  const [first, second] = [scan('first', 1), scan('second', 2)];
  const read = (of: readonly StackInstance[]) =>
    of.map(({ slice }, i) => ({ sopInstanceUid: slice.sopInstanceUid, positionMm: heights[i]! }));
  const uids = (of: readonly StackInstance[]) => of.map(({ slice }) => slice.sopInstanceUid);
  expect(uidsOf([...second, ...first])).toEqual(uids(first));
  expect(uidsOf([...second, ...first], read(first))).toEqual(uids(first));
  expect(uidsOf([...second, ...first], read(second))).toEqual(uids(second));
});

test('a stack without positions that was turned over for its report is shown turned over', () => {
  const located = heights.map((sliceLocationMm, i) => instance(`${i}`, { sliceLocationMm }));
  const turned = heights.map((_, i) => ({ sopInstanceUid: `${i}`, positionMm: heights.at(-1 - i)! }));
  expect(uidsOf(located)[0]).toBe('0');
  expect(uidsOf(located, turned.toReversed())[0]).toBe('8');
  expect(uidsOf(located, turned)[0]).toBe('8');
});
