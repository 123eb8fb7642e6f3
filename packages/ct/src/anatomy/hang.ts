import type { Series, Slice } from '../series/slice.ts';

/**
 * How a stored picture is turned so that it hangs radiologically (patient's right on screen left, anterior up):
 * first transposed, then mirrored. A picture without orientation is taken as it lies.
 */
export interface Hanging {
  readonly transpose: boolean;
  readonly flipRows: boolean;
  readonly flipColumns: boolean;
}

export const AS_STORED: Hanging = { transpose: false, flipRows: false, flipColumns: false };

/** The hanging of an axial slice, from its direction cosines (patient axes: x to the left, y to the back). */
export function hangingOf(slice: Slice | undefined): Hanging {
  const cosines = slice?.imageOrientationPatient;
  if (!cosines) return AS_STORED;
  const [rowX, rowY, , columnX, columnY] = cosines;
  const transpose = Math.abs(rowX) < Math.abs(rowY);
  return {
    transpose,
    flipColumns: (transpose ? columnX : rowX) < 0,
    flipRows: (transpose ? rowY : columnY) < 0,
  };
}

export const seriesHanging = (series: Series): Hanging => hangingOf(series.slices[0]);

/** A picture of any typed array, row-major. */
export interface Picture<T> {
  readonly rows: number;
  readonly columns: number;
  /** [rows, columns] */
  readonly data: T;
}

type Pixels = Int16Array | Uint8Array | Float32Array;

/** Stored pixels -> hung pixels, a copy; the same array where nothing has to be turned. */
export function hang<T extends Pixels>(picture: Picture<T>, hanging: Hanging): Picture<T> {
  const { transpose, flipRows, flipColumns } = hanging;
  if (!transpose && !flipRows && !flipColumns) return picture;
  const rows = transpose ? picture.columns : picture.rows;
  const columns = transpose ? picture.rows : picture.columns;
  const data = new (picture.data.constructor as new (length: number) => T)(rows * columns);
  for (let row = 0; row < rows; row++) {
    const r = flipRows ? rows - 1 - row : row;
    for (let column = 0; column < columns; column++) {
      const c = flipColumns ? columns - 1 - column : column;
      data[row * columns + column] =
        picture.data[transpose ? c * picture.columns + r : r * picture.columns + c]!;
    }
  }
  return { rows, columns, data };
}

/** The inverse of {@link hang}: a hung picture (a heatmap, a mask) -> the stored pixel order. */
export function unhang<T extends Pixels>(picture: Picture<T>, hanging: Hanging): Picture<T> {
  const { transpose, flipRows, flipColumns } = hanging;
  // A transposition swaps the axes, so the mirror of one axis undoes that of the other.
  return hang(picture, transpose ? { transpose, flipRows: flipColumns, flipColumns: flipRows } : hanging);
}
