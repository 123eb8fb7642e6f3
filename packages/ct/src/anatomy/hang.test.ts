import fc from '@ichor/testing/properties';
import { expect, test } from 'vitest';
import type { Slice } from '../series/slice.ts';
import { hang, hangingOf, unhang } from './hang.ts';

const picture = fc
  .record({ rows: fc.integer({ min: 1, max: 7 }), columns: fc.integer({ min: 1, max: 7 }) })
  .map((size) => ({
    ...size,
    data: Int16Array.from({ length: size.rows * size.columns }, (_, i) => i),
  }));
const hanging = fc.record({ transpose: fc.boolean(), flipRows: fc.boolean(), flipColumns: fc.boolean() });

test('unhanging a hung picture gives the stored picture back, for every hanging', () => {
  fc.assert(
    fc.property(picture, hanging, (stored, how) => {
      expect(unhang(hang(stored, how), how)).toEqual(stored);
    }),
  );
});

test('whatever the stored orientation, rows of the hung picture run to the left of the patient and columns to the back', () => {
  const axes = [
    [1, 0],
    [-1, 0],
    [0, 1],
    [0, -1],
  ] as const;
  for (const [rowX, rowY] of axes) {
    for (const [columnX, columnY] of axes) {
      if (rowX * columnX + rowY * columnY !== 0) continue;
      // Each stored pixel holds 10 x + y of the place it shows, so that the place survives the turn.
      const size = 3;
      const data = new Int16Array(size * size);
      for (let row = 0; row < size; row++) {
        for (let column = 0; column < size; column++) {
          data[row * size + column] = 10 * (rowX * column + columnX * row) + (rowY * column + columnY * row);
        }
      }
      const slice = { imageOrientationPatient: [rowX, rowY, 0, columnX, columnY, 0] } as unknown as Slice;
      const hung = hang({ rows: size, columns: size, data }, hangingOf(slice)).data;
      expect(hung[1]! - hung[0]!).toBe(10);
      expect(hung[size]! - hung[0]!).toBe(1);
    }
  }
});
