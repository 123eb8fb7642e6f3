import { add, scaled } from './vector.ts';
import { type Volume, volumeOf } from './volume.ts';

/** Cells along one axis, in pixels: each `size` wide, one of them centred on `phase`. */
export interface Cells {
  readonly size: number;
  readonly phase: number;
}

interface Cell {
  readonly first: number;
  readonly shares: Float64Array;
}

/**
 * A volume of larger pixels: each is the mean of the area under it, exactly, for any ratio. A cell that reaches beyond the
 * picture is the mean of what lies within; one centred outside it is left out. Axes without cells stay as they are.
 *
 * @throws RangeError for cells smaller than a pixel.
 */
export function shrinkVolume(volume: Volume, { across, down }: { across?: Cells; down?: Cells }): Volume {
  const columns = across && cellsOf(volume.columns, across);
  const rows = down && cellsOf(volume.rows, down);
  if (!columns && !rows) return volume;
  const [width, height] = [columns?.cells.length ?? volume.columns, rows?.cells.length ?? volume.rows];
  const shift = add(
    scaled(volume.columnStep, columns?.firstCentre ?? 0),
    scaled(volume.rowStep, rows?.firstCentre ?? 0),
  );
  return volumeOf({
    columns: width,
    rows: height,
    slices: volume.slices.map((slice) => {
      const wide = columns ? shrunkAcross(slice, volume.rows, volume.columns, columns.cells) : slice;
      return rows ? shrunkDown(wide, width, rows.cells) : wide;
    }),
    columnStep: scaled(volume.columnStep, across?.size ?? 1),
    rowStep: scaled(volume.rowStep, down?.size ?? 1),
    origins: volume.origins.map((origin) => add(origin, shift)),
  });
}

function cellsOf(length: number, { size, phase }: Cells): { cells: Cell[]; firstCentre: number } {
  if (!(size >= 1)) throw new RangeError(`shrinkVolume: a cell of ${size} pixels`);
  const firstCentre = phase + Math.ceil((-0.5 - phase) / size - 1e-9) * size;
  const count = Math.floor((length - 0.5 - firstCentre) / size + 1e-9) + 1;
  const cells = Array.from({ length: Math.max(1, count) }, (_, i) => {
    const low = Math.max(-0.5, firstCentre + (i - 0.5) * size);
    const high = Math.min(length - 0.5, firstCentre + (i + 0.5) * size);
    const first = Math.min(length - 1, Math.floor(low + 0.5));
    const last = Math.max(first, Math.ceil(high + 0.5 - 1e-9) - 1);
    const shares = Float64Array.from({ length: last - first + 1 }, (_, k) => {
      return (Math.min(high, first + k + 0.5) - Math.max(low, first + k - 0.5)) / (high - low);
    });
    return { first, shares };
  });
  return { cells, firstCentre };
}

/** [rows, columns] -> [rows, cells] */
function shrunkAcross(
  slice: Int16Array | Float32Array,
  rows: number,
  columns: number,
  cells: readonly Cell[],
): Float32Array {
  const out = new Float32Array(rows * cells.length);
  for (let row = 0; row < rows; row++) {
    for (let x = 0; x < cells.length; x++) {
      const { first, shares } = cells[x]!;
      let sum = 0;
      for (let k = 0; k < shares.length; k++) sum += shares[k]! * slice[row * columns + first + k]!;
      out[row * cells.length + x] = sum;
    }
  }
  return out;
}

/** [rows, columns] -> [cells, columns] */
function shrunkDown(slice: Int16Array | Float32Array, columns: number, cells: readonly Cell[]): Float32Array {
  const out = new Float32Array(cells.length * columns);
  for (let y = 0; y < cells.length; y++) {
    const { first, shares } = cells[y]!;
    for (let k = 0; k < shares.length; k++) {
      const share = shares[k]!;
      const from = (first + k) * columns;
      for (let x = 0; x < columns; x++) out[y * columns + x]! += share * slice[from + x]!;
    }
  }
  return out;
}
