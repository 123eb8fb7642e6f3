import { expect, test } from 'vitest';
import { networkSamples } from './network-samples.ts';

const specification = { sliceThicknessMm: 5 };
const every = (spacingMm: number, count: number) => Array.from({ length: count }, (_, i) => i * spacingMm);

test('where slices are 3.5 mm apart or more, each is a sample, in spite of gaps', () => {
  const slicesMm = [0, 3.5, 7, 8, 20];
  const { positionsMm, nearestSlice, sampleOfSlice } = networkSamples(slicesMm, specification);
  expect([...positionsMm]).toEqual(slicesMm);
  expect([...nearestSlice]).toEqual([0, 1, 2, 3, 4]);
  expect([...sampleOfSlice]).toEqual([0, 1, 2, 3, 4]);
});

test('thin slices belong to the nearest of samples 5 mm apart, the last ones to the last sample', () => {
  const { positionsMm, nearestSlice, sampleOfSlice } = networkSamples(every(2, 8), specification);
  expect([...positionsMm]).toEqual([0, 5, 10]);
  expect([...nearestSlice]).toEqual([0, 2, 5]);
  expect([...sampleOfSlice]).toEqual([0, 0, 1, 1, 2, 2, 2, 2]);
});

test('a hole in thin slices has no samples', () => {
  const { positionsMm } = networkSamples(
    [...every(1, 21), ...every(1, 21).map((mm) => mm + 100)],
    specification,
  );
  expect([...positionsMm]).toEqual([0, 5, 10, 15, 20, 25, 95, 100, 105, 110, 115, 120]);
});

test('one slice is one sample, and no slice is an error', () => {
  expect([...networkSamples([12], specification).positionsMm]).toEqual([12]);
  expect(() => networkSamples([], specification)).toThrow(RangeError);
});
