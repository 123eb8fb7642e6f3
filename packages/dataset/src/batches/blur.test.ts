import { Rng } from '@ichor/ct';
import { expect, test } from 'vitest';
import { blurPlanes } from './blur.ts';

const size = 33;

test('a point becomes a Gaussian of that width, of the same sum', () => {
  for (const sigma of [0.4, 1, 2.5]) {
    const values = new Float32Array(2 * size * size + 5);
    const at = 5 + size * size; // the second plane alone
    const middle = (size - 1) / 2;
    values[at + middle * size + middle] = 7;
    blurPlanes(values, 5, { planes: 2, size, sigma });
    let sum = 0;
    let spread = 0;
    for (let i = 0; i < size * size; i++) {
      sum += values[at + i]!;
      spread += values[at + i]! * ((i % size) - middle) ** 2;
    }
    expect(sum).toBeCloseTo(7, 5);
    // Sampled at whole pixels and cut off at three deviations, a narrow one is a little narrower.
    expect(Math.sqrt(spread / sum) / sigma).toBeGreaterThan(sigma < 1 ? 0.7 : 0.97);
    expect(Math.sqrt(spread / sum) / sigma).toBeLessThan(1.001);
    expect(values.subarray(0, at).every((value) => value === 0)).toBe(true);
  }
});

test('rows and columns are blurred alike, and zeros come in at the edge', () => {
  const rng = Rng.of(1, 'blur');
  const plain = Float32Array.from({ length: size * size }, () => rng.uniform());
  const turned = plain.map((_, i) => plain[(i % size) * size + Math.floor(i / size)]!);
  blurPlanes(plain, 0, { planes: 1, size, sigma: 1.3 });
  blurPlanes(turned, 0, { planes: 1, size, sigma: 1.3 });
  for (let i = 0; i < plain.length; i++)
    expect(plain[i]).toBeCloseTo(turned[(i % size) * size + Math.floor(i / size)]!, 5);
  const ones = new Float32Array(size * size).fill(1);
  blurPlanes(ones, 0, { planes: 1, size, sigma: 1 });
  expect(ones[16 * size + 16]).toBeCloseTo(1, 6);
  expect(ones[16 * size]).toBeCloseTo(0.7, 1); // half of it, and half of the middle's weight
});
