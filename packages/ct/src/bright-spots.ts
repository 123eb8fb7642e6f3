/**
 * How many spots of up to `mostCells` cells a mask holds, cells that touch at a corner being one spot: vessels are small,
 * a clot is not.
 *
 * @param mask [rows, columns] 1 where bright; the cells of its border are 0
 */
export function countSpots(mask: Uint8Array, columns: number, mostCells: number): number {
  const seen = new Uint8Array(mask.length);
  const stack: number[] = [];
  let spots = 0;
  for (let start = 0; start < mask.length; start++) {
    if (mask[start] === 0 || seen[start] === 1) continue;
    let cells = 0;
    seen[start] = 1;
    stack.push(start);
    while (stack.length > 0) {
      const at = stack.pop()!;
      cells++;
      for (let line = at - columns; line <= at + columns; line += columns) {
        for (let next = line - 1; next <= line + 1; next++) {
          if (mask[next] !== 1 || seen[next] === 1) continue;
          seen[next] = 1;
          stack.push(next);
        }
      }
    }
    if (cells <= mostCells) spots++;
  }
  return spots;
}
