import fc from '@ichor/testing/properties';
import { describe, expect, it } from 'vitest';
import { resample } from './resample.ts';

describe('resample', () => {
  it('leaves a picture of the same size as it is', () => {
    expect([...resample([1, 2, 3, 4, 5, 6], 2, 3, 2, 3)]).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it('interpolates between pixel centres, and repeats the edge beyond them', () => {
    expect([...resample([0, 4], 1, 2, 1, 4)]).toEqual([0, 1, 3, 4]);
  });

  it('averages when it reduces, so that nothing falls between the pixels', () => {
    const fine = Array.from({ length: 16 }, (_, i) => (i % 2 === 0 ? 0 : 10));
    for (const value of resample(fine, 1, 16, 1, 4)) expect(Math.abs(value - 5)).toBeLessThan(0.7);
  });

  it('keeps a flat picture flat, whatever the sizes', () => {
    const side = fc.integer({ min: 1, max: 9 });
    fc.assert(
      fc.property(side, side, side, side, (rows, columns, height, width) => {
        const out = resample(Array<number>(rows * columns).fill(7), rows, columns, height, width);
        expect(out).toHaveLength(height * width);
        for (const value of out) expect(value).toBeCloseTo(7, 4);
      }),
    );
  });
});
