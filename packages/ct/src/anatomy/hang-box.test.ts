import fc from '@ichor/testing/properties';
import { describe, expect, it } from 'vitest';
import { type Hanging, hang } from './hang.ts';
import { hangBox, unhangBox } from './hang-box.ts';
import type { Box } from './head-box.ts';

const hangings = fc.record<Hanging>({
  transpose: fc.boolean(),
  flipRows: fc.boolean(),
  flipColumns: fc.boolean(),
});
const extent = { rows: 7, columns: 11 };
const boxes = fc
  .tuple(fc.nat(6), fc.nat(10), fc.nat(6), fc.nat(10))
  .map(([row, column, lastRow, lastColumn]): Box => {
    const [top, bottom] = [Math.min(row, lastRow), Math.max(row, lastRow)];
    const [left, right] = [Math.min(column, lastColumn), Math.max(column, lastColumn)];
    return { row: top, column: left, rows: bottom - top + 1, columns: right - left + 1 };
  });

/** A picture that is 1 inside the box. */
function filled(box: Box, { rows, columns }: { rows: number; columns: number }) {
  const data = new Uint8Array(rows * columns);
  for (let row = 0; row < box.rows; row++) {
    data.fill(
      1,
      (box.row + row) * columns + box.column,
      (box.row + row) * columns + box.column + box.columns,
    );
  }
  return { rows, columns, data };
}

describe('hangBox', () => {
  it('moves a rectangle as hang moves the pixels in it', () => {
    fc.assert(
      fc.property(hangings, boxes, (hanging, box) => {
        const picture = hang(filled(box, extent), hanging);
        expect(picture).toEqual(filled(hangBox(box, extent, hanging), picture));
      }),
    );
  });

  it('is undone by unhangBox', () => {
    fc.assert(
      fc.property(hangings, boxes, (hanging, box) => {
        expect(unhangBox(hangBox(box, extent, hanging), extent, hanging)).toEqual(box);
      }),
    );
  });
});
