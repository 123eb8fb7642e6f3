import { Rng } from '@ichor/ct';
import fc from '@ichor/testing/properties';
import { expect, test } from 'vitest';
import { ValueNoise } from './value-noise.ts';

const noise = new ValueNoise(Rng.of('noise test'), 10);
const coordinate = fc.double({ min: -400, max: 400, noNaN: true });

test('noise stays within -1 and 1 and changes little over a hundredth of a cell', () => {
  fc.assert(
    fc.property(coordinate, coordinate, coordinate, (x, y, z) => {
      const here = noise.at(x, y, z);
      expect(Math.abs(here)).toBeLessThanOrEqual(1);
      expect(Math.abs(noise.at(x + 0.1, y, z) - here)).toBeLessThan(0.04);
    }),
  );
});

test('noise varies from cell to cell and has no bias', () => {
  let sum = 0;
  let squares = 0;
  for (let i = 0; i < 1000; i++) {
    const value = noise.at(i * 37, i * 11, i * 5);
    sum += value;
    squares += value * value;
  }
  expect(Math.abs(sum / 1000)).toBeLessThan(0.08);
  expect(squares / 1000).toBeGreaterThan(0.05);
});
