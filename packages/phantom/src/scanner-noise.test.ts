import { Rng } from '@ichor/ct';
import { expect, test } from 'vitest';
import { addNoise } from './scanner-noise.ts';

function noisy(pixelMm: number, sd: number) {
  const hu = new Float32Array(128 * 128);
  addNoise(hu, 128, 128, pixelMm, sd, Rng.of('scan', pixelMm));
  let squares = 0;
  let neighbours = 0;
  for (let i = 1; i < hu.length; i++) {
    squares += hu[i]! * hu[i]!;
    neighbours += hu[i]! * hu[i - 1]!;
  }
  return { hu, sd: Math.sqrt(squares / hu.length), correlation: neighbours / squares };
}

test('noise has the standard deviation asked for at 0.45 mm, and neighbours are alike', () => {
  const { sd, correlation } = noisy(0.45, 4);
  expect(sd).toBeGreaterThan(3.8);
  expect(sd).toBeLessThan(4.2);
  expect(correlation).toBeGreaterThan(0.6);
});

test('wider pixels hold less noise, and less of it is shared', () => {
  const fine = noisy(0.45, 4);
  const coarse = noisy(1.2, 4);
  expect(coarse.sd).toBeLessThan(fine.sd);
  expect(coarse.correlation).toBeLessThan(fine.correlation);
});

test('no noise leaves the slice alone', () => {
  expect(noisy(0.45, 0).hu.every((v) => v === 0)).toBe(true);
});
