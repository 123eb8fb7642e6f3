import type { Slice } from '../series/slice.ts';

/** A slice on cells of about 2 mm. */
export interface CellGrid {
  readonly rows: number;
  readonly columns: number;
  /** [between rows, between columns] mm. */
  readonly cellMm: readonly [number, number];
  /** [rows, columns] mean of each cell's pixels, HU. */
  readonly mean: Float32Array;
  /** [rows, columns] standard deviation of each cell's pixels, HU; 0 where a cell is one pixel. */
  readonly deviation: Float32Array;
  readonly lowestHu: number;
  readonly highestHu: number;
  /** Share of the pixels that have the highest value. */
  readonly highestShare: number;
}

/** As large as a thin skull still fills, and small enough for a slice to take under a millisecond. */
const CELL_MM = 2;

/**
 * Whole pixels to a cell, so that nothing is interpolated; what is left over at the end of rows and columns is dropped.
 * undefined where the size of pixels is unknown, or there are none.
 */
export function cellGrid({ hu, rows, columns, pixelSpacing }: Slice): CellGrid | undefined {
  if (pixelSpacing === undefined || hu.length === 0) return undefined;
  const [down, across] = pixelSpacing.map((mm) => Math.max(1, Math.round(CELL_MM / mm))) as [number, number];
  const [cellRows, cellColumns] = [Math.floor(rows / down), Math.floor(columns / across)];
  if (cellRows === 0 || cellColumns === 0) return undefined;
  const mean = new Float32Array(cellRows * cellColumns);
  const deviation = new Float32Array(cellRows * cellColumns);
  let [lowest, highest, atHighest] = [hu[0]!, hu[0]!, 0];
  const sums = new Float64Array(cellColumns);
  const squares = new Float64Array(cellColumns);
  const pixels = down * across;
  for (let cellRow = 0; cellRow < cellRows; cellRow++) {
    sums.fill(0);
    squares.fill(0);
    for (let row = cellRow * down; row < (cellRow + 1) * down; row++) {
      let at = row * columns;
      for (let cell = 0; cell < cellColumns; cell++) {
        let sum = 0;
        let square = 0;
        for (let k = 0; k < across; k++) {
          const value = hu[at++]!;
          sum += value;
          square += value * value;
          if (value < lowest) lowest = value;
          if (value > highest) {
            highest = value;
            atHighest = 0;
          }
          if (value === highest) atHighest++;
        }
        sums[cell]! += sum;
        squares[cell]! += square;
      }
    }
    for (let cell = 0; cell < cellColumns; cell++) {
      const average = sums[cell]! / pixels;
      mean[cellRow * cellColumns + cell] = average;
      const variance = pixels > 1 ? (squares[cell]! - sums[cell]! * average) / (pixels - 1) : 0;
      deviation[cellRow * cellColumns + cell] = Math.sqrt(Math.max(0, variance));
    }
  }
  return {
    rows: cellRows,
    columns: cellColumns,
    cellMm: [down * pixelSpacing[0], across * pixelSpacing[1]],
    mean,
    deviation,
    lowestHu: lowest,
    highestHu: highest,
    highestShare: atHighest / (pixels * mean.length),
  };
}
