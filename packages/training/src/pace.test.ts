import { expect, test } from 'vitest';
import { startPace } from './pace.ts';

test('the pace is that of the last steps, and the first one, which warms up, is forgotten', () => {
  let now = 0;
  const pace = startPace(() => now);
  const step = (ms: number) => {
    now += ms;
    pace.tick(32);
  };
  step(4000);
  expect(pace.imagesPerSecond).toBe(8);
  step(1000);
  expect(pace.imagesPerSecond).toBe(32);
  for (let i = 0; i < 30; i++) step(500);
  expect(pace.imagesPerSecond).toBe(64);
  expect(pace.secondsLeft(640)).toBe(10);
});

test('before the first step nothing is promised', () => {
  expect(startPace(() => 0).secondsLeft(10)).toBeNaN();
});
