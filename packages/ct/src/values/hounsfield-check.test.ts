import { describe, expect, test } from 'vitest';
import { Rng } from '../rng.ts';
import { checkHounsfield } from './hounsfield-check.ts';
import { histogramOf } from './value-histogram.ts';

/** As many values of air, brain, and skull as a head has, with noise. */
function head({ air = -1000, brain = 33, skull = 900, slope = 1 } = {}): Int16Array {
  const rng = Rng.of('head');
  return Int16Array.from({ length: 20000 }, () => {
    const what = rng.uniform();
    const value = what < 0.5 ? air : what < 0.9 ? brain : skull;
    return Math.round(slope * (value + rng.normal(0, 4)));
  });
}

describe('Hounsfield units', () => {
  test('of a head pass, with the values that were found', () => {
    const { airHu, softHu, boneShare, problem, doubt } = checkHounsfield(
      histogramOf(head(), head({ brain: 34 })),
    );
    expect([problem, doubt]).toEqual([undefined, undefined]);
    expect(Math.abs(airHu! + 1000)).toBeLessThan(3);
    expect(Math.abs(softHu! - 33.5)).toBeLessThan(3);
    // Of what isn't air.
    expect(boneShare).toBeCloseTo(0.2, 1);
  });

  test('with air at the lowest value of a scanner, -1024, pass', () => {
    expect(checkHounsfield(histogramOf(head({ air: -1024 }))).problem).toBeUndefined();
  });

  test.each([
    ['shifted by 1024', head().map((hu) => hu + 1024), 'hardly any values below -300'],
    ['shifted by -1024', head().map((hu) => hu - 1024), 'hardly any values between -20 and 100'],
    ['shifted by 200', head().map((hu) => hu + 200), 'around -798'],
    ['shifted by 30', head().map((hu) => hu + 30), 'displaced alike'],
    ['shifted by -30', head().map((hu) => hu - 30), 'around 2'],
    ['negated', head({ slope: -1 }), 'hardly any values between -20 and 100'],
    ['doubled', head({ slope: 2 }), 'around -1998'],
    ['of half the slope', head({ slope: 0.5 }), 'around -498'],
    ['without a skull', head({ skull: 33 }), 'hardly any values above 300'],
    ['without soft tissue', head({ brain: 900 }), 'hardly any values between -20 and 100'],
    ['all zero', new Int16Array(1000), 'hardly any values below -300'],
    ['of a baked-in window', head().map((hu) => Math.max(-20, Math.min(100, hu))), 'hardly any'],
  ])('%s do not, and the reason says what was found', (_, values, reason) => {
    expect(checkHounsfield(histogramOf(values)).problem).toContain(reason);
  });

  test('of nothing do not', () => {
    expect(checkHounsfield(histogramOf()).problem).toBeDefined();
  });
});
