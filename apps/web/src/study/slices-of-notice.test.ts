import { expect, it } from 'vitest';
import { asStack } from '../viewer/testing/synthetic-stack.ts';
import { slicesOfNotice } from './slices-of-notice.ts';

const geometry = {
  rows: 2,
  columns: 2,
  pixelSpacing: null,
  imagePositionPatient: null,
  imageOrientationPatient: null,
  positionMm: 0,
};
const stack = asStack(Array.from({ length: 6 }, () => geometry));
const uid = (place: number) => stack.slices[place]!.sopInstanceUid;

it('gives slices side by side as one run, in the order of the stack', () => {
  expect(slicesOfNotice([uid(4), uid(1), uid(0), uid(2)], stack)).toEqual({
    runs: [
      [0, 2],
      [4, 4],
    ],
    others: 0,
  });
});

it('counts what is not in the stack, each once', () => {
  expect(slicesOfNotice([uid(5), 'elsewhere', 'elsewhere', 'nowhere'], stack)).toEqual({
    runs: [[5, 5]],
    others: 2,
  });
});
