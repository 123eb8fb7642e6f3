/** Of a mask [slices, rows, columns], 1 where set: how many columns, rows and slices it has; a plane has one slice. */
export type GridSize = readonly [columns: number, rows: number, slices: number];

/**
 * Prepares filling what is joined: the function returned labels a start and all that set cells join to it (by their faces, along
 * the three axes; `corners` adds the corners within a plane), where `labels` is 0 still, and says how many cells it labelled.
 */
export function flood(
  mask: Uint8Array,
  [columns, rows]: GridSize,
  labels: Int32Array | Uint8Array,
  { corners = false } = {},
): (start: number, label: number) => number {
  const stack = new Int32Array(mask.length);
  const plane = columns * rows;
  let [top, own] = [0, 0];
  // Beyond the first and the last slice there is no cell, set or not.
  const reach = (at: number): void => {
    if (mask[at] !== 1 || labels[at] !== 0) return;
    labels[at] = own;
    stack[top++] = at;
  };
  return (start, label) => {
    own = label;
    let cells = 0;
    reach(start);
    while (top > 0) {
      const at = stack[--top]!;
      cells++;
      const column = at % columns;
      const row = Math.floor(at / columns) % rows;
      const [left, right, up, down] = [column > 0, column < columns - 1, row > 0, row < rows - 1];
      if (left) reach(at - 1);
      if (right) reach(at + 1);
      if (up) reach(at - columns);
      if (down) reach(at + columns);
      reach(at - plane);
      reach(at + plane);
      if (!corners) continue;
      if (left && up) reach(at - columns - 1);
      if (right && up) reach(at - columns + 1);
      if (left && down) reach(at + columns - 1);
      if (right && down) reach(at + columns + 1);
    }
    return cells;
  };
}
