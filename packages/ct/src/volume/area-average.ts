import type { Box } from '../anatomy/head-box.ts';

/**
 * The pixels of a box -> size x size values: each pixel is clipped to the range, then the area under each cell is
 * averaged (a separable box filter).
 *
 * @param hu [rows, columns] @returns [size, size] in HU
 */
export function areaAverage(
  hu: Int16Array | Float32Array,
  columns: number,
  box: Box,
  size: number,
  [low, high]: readonly [number, number],
): Float32Array {
  const across = cells(box.column, box.columns, size);
  const down = cells(box.row, box.rows, size);
  const top = down[0]!.first;
  const rows = down[size - 1]!.first + down[size - 1]!.shares.length - top;
  const lines = new Float32Array(rows * size); // [rows that the box touches, size]
  for (let row = 0; row < rows; row++) {
    const from = (top + row) * columns;
    for (let x = 0; x < size; x++) {
      const { first, shares } = across[x]!;
      let sum = 0;
      for (let k = 0; k < shares.length; k++) {
        const value = hu[from + first + k]!;
        sum += shares[k]! * (value < low ? low : value > high ? high : value);
      }
      lines[row * size + x] = sum;
    }
  }
  const out = new Float32Array(size * size);
  for (let y = 0; y < size; y++) {
    const { first, shares } = down[y]!;
    for (let x = 0; x < size; x++) {
      let sum = 0;
      for (let k = 0; k < shares.length; k++) sum += shares[k]! * lines[(first - top + k) * size + x]!;
      out[y * size + x] = sum;
    }
  }
  return out;
}

/** For each of `size` equal cells over `length` pixels after `from`: the pixels under it and the share of each. */
function cells(from: number, length: number, size: number): { first: number; shares: Float64Array }[] {
  const width = length / size;
  return Array.from({ length: size }, (_, cell) => {
    const [low, high] = [from + cell * width, from + (cell + 1) * width];
    // Rounding must not reach for a pixel beyond the box's last.
    const first = Math.floor(low + 1e-9);
    const last = Math.max(first + 1, Math.ceil(high - 1e-9));
    const shares = Float64Array.from({ length: last - first }, (_, k) => {
      return (Math.min(high, first + k + 1) - Math.max(low, first + k)) / width;
    });
    return { first, shares };
  });
}
