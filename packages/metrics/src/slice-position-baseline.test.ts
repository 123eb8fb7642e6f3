import { expect, test } from 'vitest';
import { slicePositionBaseline } from './slice-position-baseline.ts';

test('a slice scores the rate of its tenth of the stack', () => {
  const fit = { relative: [0.01, 0.02, 0.09, 0.1, 0.55, 1], labels: [0, 1, 0, 1, 1, 1] };
  const scores = slicePositionBaseline(fit, [0, 0.0999, 0.15, 0.5, 0.95, 1, 0.3]);
  expect([...scores]).toEqual([1 / 3, 1 / 3, 1, 1, 1, 1, 0]);
});

test('a place outside the stack is refused', () => {
  expect(() => slicePositionBaseline({ relative: [], labels: [] }, [1.2])).toThrow('1.2');
});
