/** Masks on a square of cells, [side, side], 1 where set. */
export type CellMask = Uint8Array<ArrayBuffer>;

/** Every cell that has a set one among its eight neighbours, and the set ones. */
export const grownCells = (mask: CellMask, side: number): CellMask => spread(mask, side);

/** Every cell all of whose eight neighbours are set; beyond the square nothing is. */
export const shrunkCells = (mask: CellMask, side: number): CellMask => {
  const rest = spread(inverted(mask), side);
  for (let i = 0; i < side; i++) {
    for (const at of [i, (side - 1) * side + i, i * side, i * side + side - 1]) rest[at] = 1;
  }
  return inverted(rest);
};

/** What of a mask the square's border is joined to by the cells' edges. */
export function joinedToBorder(mask: CellMask, side: number): CellMask {
  const out = new Uint8Array(mask.length);
  for (let i = 0; i < side; i++) {
    for (const at of [i, (side - 1) * side + i, i * side, i * side + side - 1]) fill(mask, side, at, out, 1);
  }
  return out;
}

/** The largest object whose cells are joined by their edges; empty where there is none. */
export function largestCells(mask: CellMask, side: number): CellMask {
  const labels = new Int32Array(mask.length);
  let [label, best, most] = [0, 0, 0];
  for (let start = 0; start < mask.length; start++) {
    if (mask[start] === 0 || labels[start] !== 0) continue;
    const size = fill(mask, side, start, labels, ++label);
    if (size > most) [most, best] = [size, label];
  }
  return Uint8Array.from(labels, (own) => (own !== 0 && own === best ? 1 : 0));
}

const inverted = (mask: CellMask): CellMask => mask.map((set) => 1 - set);

/** First along rows, then along columns. */
function spread(mask: CellMask, side: number): CellMask {
  const across = new Uint8Array(mask.length);
  for (let i = 0; i < mask.length; i++) {
    if (mask[i] === 0) continue;
    const column = i % side;
    for (let c = Math.max(0, column - 1); c <= Math.min(side - 1, column + 1); c++)
      across[i - column + c] = 1;
  }
  const out = new Uint8Array(mask.length);
  for (let i = 0; i < mask.length; i++) {
    if (across[i] === 0) continue;
    const row = Math.floor(i / side);
    for (let r = Math.max(0, row - 1); r <= Math.min(side - 1, row + 1); r++) out[(r - row) * side + i] = 1;
  }
  return out;
}

/** Labels what is joined to a cell; returns how many were. */
function fill(
  mask: CellMask,
  side: number,
  start: number,
  labels: Int32Array | CellMask,
  label: number,
): number {
  const stack: number[] = [];
  const reach = (at: number): void => {
    if (mask[at] !== 1 || labels[at] !== 0) return;
    labels[at] = label;
    stack.push(at);
  };
  reach(start);
  let count = 0;
  for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
    count++;
    const column = at % side;
    if (column > 0) reach(at - 1);
    if (column < side - 1) reach(at + 1);
    reach(at - side);
    reach(at + side);
  }
  return count;
}
