import type { CellGrid } from './cell-grid.ts';
import { eroded } from './eroded.ts';
import { largestObject } from './largest-object.ts';

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
export function tissueObject({ mean, rows, columns }: CellGrid): CellObject | undefined {
  const tissue = new Uint8Array(mean.length);
  for (let i = 0; i < mean.length; i++) tissue[i] = mean[i]! > TISSUE_HU ? 1 : 0;
  const size = [columns, rows, 1] as const;
  const core = largestObject(eroded(tissue, size), size);
  return core.cells === 0 ? undefined : withRim(core.mask, rows, columns);
}

/** The object with the cells that its core lost. */
function withRim(core: Uint8Array, rows: number, columns: number): CellObject {
  const mask = new Uint8Array(core.length);
  const around = [0, -1, 1, -columns, columns];
  let cells = 0;
  let [firstRow, lastRow, firstColumn, lastColumn] = [rows, 0, columns, 0];
  for (let row = 1; row < rows - 1; row++) {
    for (let column = 1; column < columns - 1; column++) {
      const at = row * columns + column;
      if (core[at] === 0) continue;
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
