import { type Hanging, hangingOf, type Slice } from '@ichor/ct';

/** How a slice lies in a picture: turned, then scaled to square millimetres. */
export interface Frame {
  readonly hanging: Hanging;
  /** Rows and columns of the hung slice. */
  readonly rows: number;
  readonly columns: number;
  /** Height over width in millimetres. */
  readonly aspect: number;
}

/** Without a pixel spacing pixels are taken as square. */
export function frameOf(slice: Slice): Frame {
  const hanging = hangingOf(slice);
  const [rowMm, columnMm] = slice.pixelSpacing ?? [1, 1];
  const aspect = (slice.rows * rowMm) / (slice.columns * columnMm);
  return hanging.transpose
    ? { hanging, rows: slice.columns, columns: slice.rows, aspect: 1 / aspect }
    : { hanging, rows: slice.rows, columns: slice.columns, aspect };
}

/** The size in pixels of a picture whose longer side is `side`. */
export const pictureSize = ({ aspect }: Frame, side: number): { width: number; height: number } =>
  aspect >= 1
    ? { height: side, width: Math.max(1, Math.round(side / aspect)) }
    : { width: side, height: Math.max(1, Math.round(side * aspect)) };
