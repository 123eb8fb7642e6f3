import type { GridSize } from './flood.ts';

interface Neighbours {
  /** Whether the four at the corners count too; without, the four at the edges alone. */
  readonly corners?: boolean;
  /** What lies beyond a plane's border: 0 is nothing, so that cells on the border never stay; 1 is more of the same. */
  readonly beyond?: 0 | 1;
}

/**
 * The cells of a mask all of whose neighbours within their plane are set.
 *
 * @param mask [slices, rows, columns] 1 where set, and so is the mask returned
 */
export function eroded(
  mask: Uint8Array,
  size: GridSize,
  { corners = false, beyond = 0 }: Neighbours = {},
): Uint8Array<ArrayBuffer> {
  const across = erodedAcross(mask, size, beyond);
  if (corners) return erodedDown(across, size, beyond);
  const down = erodedDown(mask, size, beyond);
  for (let i = 0; i < down.length; i++) down[i]! &= across[i]!;
  return down;
}

/** The set cells of a plane and all eight neighbours of each. */
export function grown(mask: Uint8Array, columns: number, rows: number): Uint8Array<ArrayBuffer> {
  const rest = mask.map((set) => 1 - set);
  return eroded(rest, [columns, rows, 1], { corners: true, beyond: 1 }).map((set) => 1 - set);
}

function erodedAcross(mask: Uint8Array, [columns]: GridSize, beyond: number): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(mask.length);
  for (let start = 0; start < mask.length; start += columns) {
    let before = beyond;
    for (let at = start; at < start + columns; at++) {
      const own = mask[at]!;
      out[at] = before & own & (at + 1 < start + columns ? mask[at + 1]! : beyond);
      before = own;
    }
  }
  return out;
}

function erodedDown(
  mask: Uint8Array,
  [columns, rows, slices]: GridSize,
  beyond: number,
): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(mask.length);
  for (let line = 0; line < slices * rows; line++) {
    const row = line % rows;
    for (let at = line * columns; at < (line + 1) * columns; at++) {
      out[at] =
        (row > 0 ? mask[at - columns]! : beyond) &
        mask[at]! &
        (row < rows - 1 ? mask[at + columns]! : beyond);
    }
  }
  return out;
}
