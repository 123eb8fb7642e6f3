import { isIchorError } from '@ichor/notices';
import fc from '@ichor/testing/properties';
import { expect, test } from 'vitest';
import { groupedSplit } from './grouped-split.ts';
import { checkFold, splitOf } from './split.ts';

const codeOf = (work: () => unknown): string | undefined => {
  try {
    work();
  } catch (error) {
    if (isIchorError(error)) return error.code;
    throw error;
  }
  return undefined;
};

/** Patients p0, p1, ... in as many groups as told, in turn. */
const patientsIn = (patients: number, groups: number): Map<string, string> =>
  new Map(Array.from({ length: patients }, (_, i) => [`p${i}`, `g${i % groups}`]));

test('whoever shares a group shares a fold, every fold has patients, and sizes differ by a group at most', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 2, max: 7 }),
      fc.nat(40),
      fc.nat(99),
      fc.integer({ min: 1, max: 4 }),
      (folds, more, seed, each) => {
        const groups = patientsIn((folds + more) * each, folds + more);
        const split = groupedSplit({ name: 's', seed, folds, groups });
        const members = Map.groupBy(groups.keys(), (patient) => split.foldOf(patient)!);
        expect([...members.keys()].sort()).toEqual(Array.from({ length: folds }, (_, fold) => fold));
        const foldOfGroup = new Map<string, number>();
        for (const [patient, group] of groups) {
          expect(foldOfGroup.get(group) ?? split.foldOf(patient)).toBe(split.foldOf(patient));
          foldOfGroup.set(group, split.foldOf(patient)!);
        }
        const sizes = [...members.values()].map(({ length }) => length);
        expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(each);
      },
    ),
  );
});

test('a split hangs on its seed and its patients, not on their order, and its hash tells splits apart', () => {
  const groups = patientsIn(20, 20);
  const given = { name: 's', seed: 1, folds: 4, groups };
  const split = groupedSplit(given);
  expect(groupedSplit({ ...given, groups: new Map([...groups].reverse()) }).sha256).toBe(split.sha256);
  expect(groupedSplit({ ...given, seed: 2 }).sha256).not.toBe(split.sha256);
  expect(groupedSplit({ ...given, groups: patientsIn(21, 21) }).sha256).not.toBe(split.sha256);
});

test('the hash is of the folds and of who is in which, whatever the split is called', () => {
  const foldOf = new Map([
    ['b', 1],
    ['a', 0],
  ]);
  const one = splitOf({ name: 'one', seed: 1, folds: 2 }, foldOf);
  expect(splitOf({ name: 'other', seed: 2, folds: 2 }, new Map([...foldOf].reverse())).sha256).toBe(
    one.sha256,
  );
  expect(
    splitOf(
      { name: 'one', seed: 1, folds: 2 },
      new Map([
        ['a', 1],
        ['b', 0],
      ]),
    ).sha256,
  ).not.toBe(one.sha256);
});

test('fewer groups than folds, folds without anybody and numbers that are none are refused', () => {
  expect(codeOf(() => groupedSplit({ name: 's', seed: 1, folds: 5, groups: patientsIn(9, 4) }))).toBe(
    'too-few-groups',
  );
  expect(() =>
    splitOf(
      { name: 's', seed: 1, folds: 3 },
      new Map([
        ['a', 0],
        ['b', 1],
      ]),
    ),
  ).toThrow('1 folds have nobody');
  expect(() =>
    splitOf(
      { name: 's', seed: 1, folds: 2 },
      new Map([
        ['a', 0],
        ['b', 2],
      ]),
    ),
  ).toThrow('2 is none of 2 folds');
  for (const fold of [-1, 2, 0.5])
    expect(codeOf(() => checkFold({ name: 's', folds: 2 }, fold))).toBe('fold-unknown');
  expect(codeOf(() => checkFold({ name: 's', folds: 2 }, 1))).toBeUndefined();
});
