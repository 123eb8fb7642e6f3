import { flood, type GridSize } from './flood.ts';

/**
 * How many spots of up to `mostCells` cells a mask holds, cells that touch at a corner being one spot: vessels are small,
 * a clot is not.
 *
 * @param mask [rows, columns] 1 where bright
 */
export function countSpots(mask: Uint8Array, size: GridSize, mostCells: number): number {
  const seen = new Uint8Array(mask.length);
  const fill = flood(mask, size, seen, { corners: true });
  let spots = 0;
  for (let start = 0; start < mask.length; start++) {
    if (mask[start] === 0 || seen[start] === 1) continue;
    if (fill(start, 1) <= mostCells) spots++;
  }
  return spots;
}
