import { flood } from './flood.ts';

/**
 * What of a plane its border is joined to by the cells' edges.
 *
 * @param mask [rows, columns] 1 where set, and so is the mask returned
 */
export function joinedToBorder(mask: Uint8Array, columns: number, rows: number): Uint8Array<ArrayBuffer> {
  const joined = new Uint8Array(mask.length);
  const fill = flood(mask, [columns, rows, 1], joined);
  for (let column = 0; column < columns; column++) {
    fill(column, 1);
    fill((rows - 1) * columns + column, 1);
  }
  for (let row = 0; row < rows; row++) {
    fill(row * columns, 1);
    fill(row * columns + columns - 1, 1);
  }
  return joined;
}
