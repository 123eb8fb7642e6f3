import type { Picture } from './hang.ts';

/** A rectangle of whole pixels: rows [row, row + rows), columns [column, column + columns). */
export interface Box {
  readonly row: number;
  readonly column: number;
  readonly rows: number;
  readonly columns: number;
}

/** Above fat (-100) and above the noise of a JPG's black background at -20 HU, below everything else in a head. */
const HEAD_HU = -10;
/** Rows and columns with less than this share of the head's fullest one are left out: ears, a nose's tip, tubes. */
const THIN_SHARE = 0.05;
/** A largest object smaller than this share of the picture is no head. */
const SMALLEST_HEAD = 0.005;

/**
 * The bounding box of the head: of the largest connected object above -10 HU. The whole picture where
 * there is none, so that an empty slice is still a picture.
 */
export function headBox(picture: Picture<Int16Array | Float32Array>): Box {
  const { rows, columns, data } = picture;
  const object = largestObject(data, rows, columns);
  if (object.size < SMALLEST_HEAD * rows * columns) return { row: 0, column: 0, rows, columns };
  const rowCounts = new Uint32Array(rows);
  const columnCounts = new Uint32Array(columns);
  for (let i = 0; i < data.length; i++) {
    if (object.labels[i] !== object.label) continue;
    rowCounts[Math.floor(i / columns)]!++;
    columnCounts[i % columns]!++;
  }
  const [row, lastRow] = extent(rowCounts);
  const [column, lastColumn] = extent(columnCounts);
  return { row, column, rows: lastRow - row + 1, columns: lastColumn - column + 1 };
}

function extent(counts: Uint32Array): [number, number] {
  const least = THIN_SHARE * counts.reduce((a, b) => Math.max(a, b), 0);
  let first = 0;
  let last = counts.length - 1;
  while (counts[first]! < least) first++;
  while (counts[last]! < least) last--;
  return [first, last];
}

/** Labels the 4-connected objects above {@link HEAD_HU} and names the largest. */
function largestObject(data: Int16Array | Float32Array, rows: number, columns: number) {
  const labels = new Int32Array(rows * columns);
  const stack = new Int32Array(rows * columns);
  let label = 0;
  let count = 0;
  let size = 0;
  for (let start = 0; start < data.length; start++) {
    if (labels[start] !== 0 || data[start]! <= HEAD_HU) continue;
    count++;
    let members = 0;
    let top = 0;
    stack[top++] = start;
    labels[start] = count;
    while (top > 0) {
      const at = stack[--top]!;
      members++;
      const column = at % columns;
      for (let side = 0; side < 4; side++) {
        let next: number;
        if (side === 0) {
          if (column === 0) continue;
          next = at - 1;
        } else if (side === 1) {
          if (column === columns - 1) continue;
          next = at + 1;
        } else next = side === 2 ? at - columns : at + columns;
        if (next < 0 || next >= data.length || labels[next] !== 0 || data[next]! <= HEAD_HU) continue;
        labels[next] = count;
        stack[top++] = next;
      }
    }
    if (members > size) {
      size = members;
      label = count;
    }
  }
  return { labels, label, size };
}
