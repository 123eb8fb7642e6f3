import { expect, it } from 'vitest';
import { type Sample, timeLeftMs, withSample } from './time-left.ts';

const at = (...pairs: [seconds: number, bytes: number][]): Sample[] =>
  pairs.map(([seconds, bytes]) => ({ atMs: seconds * 1000, bytes }));

it('says how long the rest takes at the present speed', () => {
  expect(timeLeftMs(at([0, 0], [2, 200]), 300)).toBe(3000);
});

it('says nothing before it knows, and nothing while nothing moves', () => {
  expect(timeLeftMs([], 300)).toBeUndefined();
  expect(timeLeftMs(at([0, 0], [1, 100]), 300)).toBeUndefined();
  expect(timeLeftMs(at([0, 100], [4, 100]), 300)).toBeUndefined();
});

it('forgets what was long ago', () => {
  const samples = withSample(at([0, 0], [8, 80], [14, 200]), { atMs: 16_000, bytes: 1000 });
  expect(samples.map(({ atMs }) => atMs)).toEqual([8000, 14000, 16000]);
});
