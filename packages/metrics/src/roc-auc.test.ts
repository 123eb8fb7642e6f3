import fc from '@ichor/testing/properties';
import { expect, test } from 'vitest';
import { rocAuc } from './roc-auc.ts';

test('a perfect order is 1, the reverse 0, all equal one half', () => {
  expect(rocAuc([1, 2, 3, 4], [0, 0, 1, 1])).toBe(1);
  expect(rocAuc([4, 3, 2, 1], [0, 0, 1, 1])).toBe(0);
  expect(rocAuc([7, 7, 7, 7], [0, 1, 0, 1])).toBe(0.5);
});

test('a tie between a positive and a negative counts half', () => {
  // Pairs: (2 > 1), (2 = 2), (3 > 1), (3 > 2): 3.5 of 4.
  expect(rocAuc([1, 2, 2, 3], [0, 0, 1, 1])).toBe(3.5 / 4);
});

test('it is undefined where a class is missing', () => {
  expect(rocAuc([1, 2], [1, 1])).toBeUndefined();
  expect(rocAuc([1, 2, 3], [0, 1, 0], [0, 2])).toBeUndefined();
});

test('a score that is no number is refused', () => {
  expect(() => rocAuc([1, Number.NaN], [0, 1])).toThrow('row 1 is NaN');
  expect(() => rocAuc([1], [0, 1])).toThrow(RangeError);
});

const cases = fc.array(
  fc.record({ score: fc.integer({ min: 0, max: 8 }), label: fc.integer({ min: 0, max: 1 }) }),
  {
    minLength: 1,
    maxLength: 40,
  },
);

test('it is the share of pairs in the right order, ties half', () => {
  fc.assert(
    fc.property(cases, (rows) => {
      const positives = rows.filter(({ label }) => label === 1);
      const negatives = rows.filter(({ label }) => label === 0);
      const pairs = positives.flatMap((p) => negatives.map((n) => (Math.sign(p.score - n.score) + 1) / 2));
      const auc = rocAuc(
        rows.map(({ score }) => score),
        rows.map(({ label }) => label),
      );
      if (pairs.length === 0) expect(auc).toBeUndefined();
      else expect(auc).toBeCloseTo(pairs.reduce((a, b) => a + b, 0) / pairs.length, 12);
    }),
  );
});

test('a row that is named twice counts as two rows', () => {
  fc.assert(
    fc.property(cases, fc.array(fc.nat(), { maxLength: 60 }), (rows, picks) => {
      const chosen = picks.map((pick) => pick % rows.length);
      const scores = rows.map(({ score }) => score);
      const labels = rows.map(({ label }) => label);
      expect(rocAuc(scores, labels, chosen)).toEqual(
        rocAuc(
          chosen.map((i) => scores[i]!),
          chosen.map((i) => labels[i]!),
        ),
      );
    }),
  );
});
