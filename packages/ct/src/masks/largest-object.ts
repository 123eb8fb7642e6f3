import { flood, type GridSize } from './flood.ts';

/**
 * The largest object of a mask whose cells are joined by their faces, the first of several; without cells where there is none.
 *
 * @param mask [slices, rows, columns] 1 where set, and so is the mask returned
 */
export function largestObject(
  mask: Uint8Array,
  size: GridSize,
): { readonly mask: Uint8Array<ArrayBuffer>; readonly cells: number } {
  const labels = new Int32Array(mask.length);
  const fill = flood(mask, size, labels);
  let [label, best, cells] = [0, 0, 0];
  for (let start = 0; start < mask.length; start++) {
    if (mask[start] === 0 || labels[start] !== 0) continue;
    const found = fill(start, ++label);
    if (found > cells) [best, cells] = [label, found];
  }
  const object = new Uint8Array(mask.length);
  // Typed arrays' from() goes through an iterator, which takes longer than all of the above.
  if (cells > 0) for (let i = 0; i < labels.length; i++) object[i] = labels[i] === best ? 1 : 0;
  return { mask: object, cells };
}
