import fc from '@ichor/testing/properties';
import { describe, expect, it } from 'vitest';
import { exactInterval } from './exact-interval.ts';

describe('exactInterval', () => {
  it.each([
    // qbeta(.025, k, n - k + 1) and qbeta(.975, k + 1, n - k)
    [0, 300, 0, 0.012221],
    [5, 50, 0.033275, 0.218135],
    [27, 62, 0.309912, 0.567426],
    [62, 62, 0.942237, 1],
  ])('%i of %i is the one of Clopper and Pearson', (successes, trials, low, high) => {
    const interval = exactInterval(successes, trials);
    expect(interval.low).toBeCloseTo(low, 4);
    expect(interval.high).toBeCloseTo(high, 4);
  });

  it('holds the share, and mirrors with it', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 400 }), fc.nat(400), (trials, some) => {
        const successes = some % (trials + 1);
        const { low, high } = exactInterval(successes, trials);
        expect(low).toBeLessThanOrEqual(successes / trials);
        expect(high).toBeGreaterThanOrEqual(successes / trials);
        expect(exactInterval(trials - successes, trials).low).toBeCloseTo(1 - high, 6);
      }),
    );
  });

  it('refuses what is no share', () => {
    for (const [successes, trials] of [
      [0, 0],
      [3, 2],
      [-1, 4],
      [0.5, 4],
    ] as const)
      expect(() => exactInterval(successes, trials)).toThrow(RangeError);
  });
});
