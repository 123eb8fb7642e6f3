import type { PixelDescription } from './pixel-description.ts';
import { isPadding } from './stored-values.ts';

const AIR = -1000;

/**
 * Writes -1000 HU where padding is connected (over edges) to the image's border: there the scanner has no data.
 * The same value inside the head may be a measurement, and stays. Returns how many such pixels there are.
 */
export function fillPadding(
  hu: Int16Array,
  cells: Uint16Array | Uint8Array,
  description: PixelDescription,
  padding: readonly [number, number],
): number {
  const { rows, columns, bitsAllocated } = description;
  const lookUp = new Uint8Array(2 ** bitsAllocated);
  for (let cell = 0; cell < lookUp.length; cell++)
    lookUp[cell] = isPadding(cell, description, padding) ? 1 : 0;

  // 1 = padding not yet reached from the border, 0 = anything else.
  const open = new Uint8Array(cells.length);
  let left = 0;
  for (let i = 0; i < cells.length; i++) {
    const is = lookUp[cells[i] as number] as number;
    open[i] = is;
    left += is;
  }
  if (left === 0) return 0;

  const stack: number[] = [];
  const reach = (i: number): void => {
    if (open[i] !== 1) return;
    open[i] = 0;
    hu[i] = AIR;
    left--;
    stack.push(i);
  };
  for (let column = 0; column < columns; column++) {
    reach(column);
    reach((rows - 1) * columns + column);
  }
  for (let row = 0; row < rows; row++) {
    reach(row * columns);
    reach(row * columns + columns - 1);
  }
  while (stack.length > 0) {
    const i = stack.pop() as number;
    const column = i % columns;
    if (column > 0) reach(i - 1);
    if (column < columns - 1) reach(i + 1);
    if (i >= columns) reach(i - columns);
    if (i < cells.length - columns) reach(i + columns);
  }
  return left;
}
