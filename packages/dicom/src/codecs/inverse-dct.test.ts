import fc from '@ichor/testing/properties';
import { expect, test } from 'vitest';
import { inverseDct } from './inverse-dct.ts';

/** T.81 A.3.3, as it is written there. */
function exact(block: Int32Array, precision: number): number[] {
  const c = (i: number): number => (i === 0 ? Math.SQRT1_2 : 1);
  const cosine = (x: number, u: number): number => Math.cos(((2 * x + 1) * u * Math.PI) / 16);
  return Array.from({ length: 64 }, (_, i) => {
    const [y, x] = [i >> 3, i & 7];
    let sum = 0;
    for (let v = 0; v < 8; v++) {
      for (let u = 0; u < 8; u++) {
        sum += c(u) * c(v) * (block[8 * v + u] as number) * cosine(x, u) * cosine(y, v);
      }
    }
    return Math.max(0, Math.min(2 ** precision - 1, sum / 4 + 2 ** (precision - 1)));
  });
}

test.each([8, 12])(
  'is within two levels of the exact transform, however large the coefficients at %i bits',
  (precision) => {
    const size = 2 ** (precision + 1);
    const coefficient = fc.oneof(
      { weight: 3, arbitrary: fc.constant(0) },
      { weight: 1, arbitrary: fc.integer({ min: -size, max: size }) },
    );
    const samples = new Uint16Array(64);
    fc.assert(
      fc.property(fc.array(coefficient, { minLength: 64, maxLength: 64 }), (coefficients) => {
        const block = Int32Array.from(coefficients);
        inverseDct(block, precision, samples);
        const wanted = exact(block, precision);
        for (let i = 0; i < 64; i++) {
          expect(Math.abs((samples[i] as number) - (wanted[i] as number))).toBeLessThanOrEqual(2);
        }
      }),
    );
  },
);

test('a block of its mean alone is flat, and clipped at both ends', () => {
  const samples = new Uint16Array(64);
  const flat = (direct: number, precision: number): number[] => {
    inverseDct(
      Int32Array.from({ length: 64 }, (_, i) => (i === 0 ? direct : 0)),
      precision,
      samples,
    );
    return [...new Set(samples)];
  };
  expect(flat(0, 8)).toEqual([128]);
  expect(flat(80, 8)).toEqual([138]);
  expect(flat(80, 12)).toEqual([2058]);
  expect(flat(5000, 8)).toEqual([255]);
  expect(flat(-40000, 12)).toEqual([0]);
});
