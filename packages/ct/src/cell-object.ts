import type { CellGrid } from './cell-grid.ts';

/** One object on a grid of cells; its box takes rows [row, row + rows) and columns [column, column + columns). */
export interface CellObject {
  /** [rows, columns] of the grid, 1 in the object. */
  readonly mask: Uint8Array;
  readonly cells: number;
  readonly row: number;
  readonly column: number;
  readonly rows: number;
  readonly columns: number;
}

/** Between air and fat, with the noise of both. */
export const TISSUE_HU = -300;

/** The largest object of tissue, without what is at most two cells thin: a headrest, tubes. undefined where there is none. */
export function largestObject({ mean, rows, columns }: CellGrid): CellObject | undefined {
  const core = coreOf(mean, rows, columns);
  const labels = new Int32Array(core.length);
  const stack = new Int32Array(core.length);
  const steps = [-1, 1, -columns, columns];
  let [label, best, most] = [0, 0, 0];
  for (let start = 0; start < core.length; start++) {
    if (core[start] === 0 || labels[start] !== 0) continue;
    label++;
    labels[start] = label;
    stack[0] = start;
    let [top, cells] = [1, 0];
    while (top > 0) {
      const at = stack[--top]!;
      cells++;
      for (let k = 0; k < 4; k++) {
        const next = at + steps[k]!;
        // A core has no cell on the border, so that every neighbour lies in the grid.
        if (core[next] === 0 || labels[next] !== 0) continue;
        labels[next] = label;
        stack[top++] = next;
      }
    }
    if (cells > most) [best, most] = [label, cells];
  }
  return most === 0 ? undefined : withRim(labels, best, rows, columns);
}

/** Cells of tissue all of whose neighbours are too. */
function coreOf(mean: Float32Array, rows: number, columns: number): Uint8Array {
  const core = new Uint8Array(mean.length);
  for (let row = 1; row < rows - 1; row++) {
    for (let at = row * columns + 1; at < (row + 1) * columns - 1; at++) {
      const whole =
        mean[at]! > TISSUE_HU &&
        mean[at - 1]! > TISSUE_HU &&
        mean[at + 1]! > TISSUE_HU &&
        mean[at - columns]! > TISSUE_HU &&
        mean[at + columns]! > TISSUE_HU;
      core[at] = whole ? 1 : 0;
    }
  }
  return core;
}

/** The object with the cells that its core lost. */
function withRim(labels: Int32Array, label: number, rows: number, columns: number): CellObject {
  const mask = new Uint8Array(labels.length);
  const around = [0, -1, 1, -columns, columns];
  let cells = 0;
  let [firstRow, lastRow, firstColumn, lastColumn] = [rows, 0, columns, 0];
  for (let row = 1; row < rows - 1; row++) {
    for (let column = 1; column < columns - 1; column++) {
      const at = row * columns + column;
      if (labels[at] !== label) continue;
      for (let k = 0; k < 5; k++) {
        const near = at + around[k]!;
        if (mask[near] === 0) cells++;
        mask[near] = 1;
      }
      if (row < firstRow) firstRow = row;
      lastRow = row;
      if (column < firstColumn) firstColumn = column;
      if (column > lastColumn) lastColumn = column;
    }
  }
  return {
    mask,
    cells,
    row: firstRow - 1,
    column: firstColumn - 1,
    rows: lastRow - firstRow + 3,
    columns: lastColumn - firstColumn + 3,
  };
}
