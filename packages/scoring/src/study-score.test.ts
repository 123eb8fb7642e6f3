import fc from '@ichor/testing/properties';
import { describe, expect, it } from 'vitest';
import { studyScore } from './study-score.ts';

const rows = (...values: number[]) => values.flatMap((value) => [value, 0, 0, 0, 0, value / 2]);
const three = { count: 3 };

describe('studyScore', () => {
  it('is the mean of the three highest samples of each type', () => {
    const scores = studyScore(rows(0.1, 0.9, 0.2, 0.8, 0.7), three);
    expect(scores.epidural).toBeCloseTo(0.8, 12);
    expect(scores.any).toBeCloseTo(0.4, 12);
    expect(scores.subdural).toBe(0);
  });

  it('is the mean of all where there are fewer', () => {
    expect(studyScore(rows(0.2, 0.4), three).epidural).toBeCloseTo(0.3, 12);
  });

  it('does not depend on the order of samples, nor on how many low ones there are', () => {
    const value = fc.double({ min: 0.5, max: 1, noNaN: true });
    fc.assert(
      fc.property(fc.array(value, { minLength: 3, maxLength: 9 }), fc.nat(20), (values, empty) => {
        const more = [...values, ...Array<number>(empty).fill(0.1)].reverse();
        expect(studyScore(rows(...more), three).epidural).toBeCloseTo(
          studyScore(rows(...values), three).epidural,
          12,
        );
      }),
    );
  });

  it('refuses what is no rows of six', () => {
    expect(() => studyScore([], three)).toThrow(RangeError);
    expect(() => studyScore([0.1, 0.2], three)).toThrow(RangeError);
  });
});
