import { expect, it } from 'vitest';
import { labelledTypes, truthLabels } from './truth-labels.ts';

it('makes one picture of the masks of several types, and says which it holds', () => {
  const labels = truthLabels(4, [
    { type: 'epidural', mask: Uint8Array.of(1, 0, 0, 0) },
    { type: 'intraventricular', mask: null },
    { type: 'subdural', mask: Uint8Array.of(0, 0, 1, 1) },
  ]);
  expect([...labels]).toEqual([1, 0, 5, 5]);
  expect(labelledTypes(labels)).toEqual(['epidural', 'subdural']);
});

it('refuses a mask of another size', () => {
  expect(() => truthLabels(4, [{ type: 'epidural', mask: Uint8Array.of(1) }])).toThrow(RangeError);
});
