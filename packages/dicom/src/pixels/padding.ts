import { AIR_HU } from '@ichor/ct';
import { type CellTable, PADDING } from './cell-table.ts';

/** The component of everything that is connected to the image's border. */
const OUTSIDE = 0;

/**
 * Writes -1000 HU where padding is connected (over edges) to the image's border: there the scanner has no data.
 * The same value inside the head may be a measurement, and stays. Returns how many such pixels there are.
 *
 * @param hu [rows, columns], changed in place.
 * @param count how many of the cells are padding.
 */
export function fillPadding(
  hu: Int16Array,
  cells: Uint16Array | Uint8Array,
  shape: { readonly rows: number; readonly columns: number },
  table: CellTable,
  count: number,
): number {
  // Nearly always padding is what lies outside a circle, and reaching in from both sides finds all of it.
  if (fillFromSides(hu, cells, shape.columns, table) === count) return 0;
  return fillComponents(hu, cells, shape, table);
}

/** Returns how many pixels it has filled. */
function fillFromSides(
  hu: Int16Array,
  cells: Uint16Array | Uint8Array,
  columns: number,
  table: CellTable,
): number {
  let filled = 0;
  for (let start = 0; start < cells.length; start += columns) {
    const end = start + columns;
    let left = start;
    while (left < end && isPadding(table, cells[left] as number)) left++;
    let right = end;
    while (right > left && isPadding(table, cells[right - 1] as number)) right--;
    hu.fill(AIR_HU, start, left).fill(AIR_HU, right, end);
    filled += left - start + (end - right);
  }
  return filled;
}

const isPadding = (table: CellTable, cell: number): boolean => ((table[cell] as number) & PADDING) !== 0;

/** Runs along the rows, joined with those they touch in the row above (union-find). Returns what is not outside. */
function fillComponents(
  hu: Int16Array,
  cells: Uint16Array | Uint8Array,
  { rows, columns }: { readonly rows: number; readonly columns: number },
  table: CellTable,
): number {
  // Run k (from 1 on) covers the pixels [starts[k], ends[k]) of one row.
  const starts = [-1];
  const ends = [-1];
  const parents = [OUTSIDE];
  let above = 1;
  for (let row = 0; row < rows; row++) {
    const first = starts.length;
    const end = (row + 1) * columns;
    for (let i = row * columns; i < end; i++) {
      if (!isPadding(table, cells[i] as number)) continue;
      const start = i;
      while (i < end && isPadding(table, cells[i] as number)) i++;
      const run = starts.length;
      starts.push(start);
      ends.push(i);
      parents.push(run);
      const touchesBorder = row === 0 || row === rows - 1 || start === end - columns || i === end;
      if (touchesBorder) join(parents, run, OUTSIDE);
      while (above < first && (ends[above] as number) + columns <= start) above++;
      for (let k = above; k < first && (starts[k] as number) + columns < i; k++) join(parents, run, k);
    }
    above = first;
  }
  let inside = 0;
  for (let run = 1; run < starts.length; run++) {
    const [start, end] = [starts[run] as number, ends[run] as number];
    if (root(parents, run) === OUTSIDE) hu.fill(AIR_HU, start, end);
    else inside += end - start;
  }
  return inside;
}

function root(parents: number[], run: number): number {
  let at = run;
  while (parents[at] !== at) {
    const grandparent = parents[parents[at] as number] as number;
    parents[at] = grandparent;
    at = grandparent;
  }
  return at;
}

/** The smaller number becomes the root, so OUTSIDE stays one. */
function join(parents: number[], a: number, b: number): void {
  const [left, right] = [root(parents, a), root(parents, b)];
  parents[Math.max(left, right)] = Math.min(left, right);
}
