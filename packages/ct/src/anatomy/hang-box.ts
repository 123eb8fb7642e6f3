import type { Hanging } from './hang.ts';
import type { Box } from './head-box.ts';

/** The rows and columns of a picture. */
interface Extent {
  readonly rows: number;
  readonly columns: number;
}

/** A rectangle of a stored picture -> the same rectangle of the hung one. */
export function hangBox(box: Box, stored: Extent, { transpose, flipRows, flipColumns }: Hanging): Box {
  const turned = transpose ? transposed(box) : box;
  const extent = transpose ? { rows: stored.columns, columns: stored.rows } : stored;
  return mirrored(turned, extent, flipRows, flipColumns);
}

/** A rectangle of a hung picture -> the same rectangle of the stored one, whose extent is given. */
export function unhangBox(box: Box, stored: Extent, { transpose, flipRows, flipColumns }: Hanging): Box {
  const extent = transpose ? { rows: stored.columns, columns: stored.rows } : stored;
  const turned = mirrored(box, extent, flipRows, flipColumns);
  return transpose ? transposed(turned) : turned;
}

const transposed = ({ row, column, rows, columns }: Box): Box => ({
  row: column,
  column: row,
  rows: columns,
  columns: rows,
});

const mirrored = (box: Box, extent: Extent, flipRows: boolean, flipColumns: boolean): Box => ({
  row: flipRows ? extent.rows - box.row - box.rows : box.row,
  column: flipColumns ? extent.columns - box.column - box.columns : box.column,
  rows: box.rows,
  columns: box.columns,
});
