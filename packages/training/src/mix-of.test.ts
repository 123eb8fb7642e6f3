import type { Prepared } from '@ichor/dataset';
import { expect, test } from 'vitest';
import { mixOf } from './mix-of.ts';

// Six rows, of which 1 and 4 show hemorrhage; row 5 is held out.
const labels = Uint8Array.from({ length: 36 }, (_, i) => (i === 11 || i === 29 ? 1 : 0));
const prepared = { labels } as unknown as Prepared;
const part = {
  prepared,
  attribution: 'Nobody',
  publicNames: false,
  train: Int32Array.of(0, 1, 2, 3, 4),
  heldOut: Int32Array.of(5),
  slicesPerEpoch: 10,
};

test('without a share the training rows come as they are', () => {
  expect(mixOf(part)).toEqual([{ prepared, rows: part.train, slicesPerEpoch: 10 }]);
});

test('a share of slices with hemorrhage is drawn from those that show it, the rest from the others', () => {
  const [positive, negative] = mixOf({ ...part, positiveShare: 0.4 });
  expect(Array.from(positive!.rows)).toEqual([1, 4]);
  expect(positive!.slicesPerEpoch).toBe(4);
  expect(Array.from(negative!.rows)).toEqual([0, 2, 3]);
  expect(negative!.slicesPerEpoch).toBe(6);
});
