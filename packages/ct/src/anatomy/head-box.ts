import { eroded } from '../masks/eroded.ts';
import { largestObject } from '../masks/largest-object.ts';
import { areaAverage } from '../volume/area-average.ts';
import type { Picture } from './hang.ts';

/** A rectangle in pixels, not necessarily whole ones: rows [row, row + rows), columns [column, column + columns). */
export interface Box {
  readonly row: number;
  readonly column: number;
  readonly rows: number;
  readonly columns: number;
}

/** Above fat (-100) and above the noise of a JPG's black background at -20 HU, below everything else in a head. */
const HEAD_HU = -10;
/** What every source keeps: outside it a mean over a cell would depend on the source. */
const HU_RANGE = [-20, 100] as const;
/**
 * Cells along a side in which the head is looked for: about 2 mm. Whether the skin is joined to the skull depends on the
 * cell's size, so pixels of every size are averaged to cells of one.
 */
const CELLS = 112;
const SIZE = [CELLS, CELLS, 1] as const;
/**
 * An edge is looked for where this share of the head's area lies beyond it: such a quantile moves by fractions of a cell,
 * where the outermost row of cells jumps by whole ones, and ears, a nose's tip and tubes hardly count.
 */
const BEYOND = 0.005;
/** The part of an ellipse's half axis that the caps holding that share of its area cover: 0.6 h^1.5 = 0.005. */
const CAP = 0.0411;
/** A largest object smaller than this share of the picture is no head. */
const SMALLEST_HEAD = 0.005;

/**
 * The bounding box of the head: of the largest connected object above -10 HU, at a scale that the head itself sets. The
 * whole picture where there is none, so that an empty slice is still a picture.
 */
export function headBox(picture: Picture<Int16Array | Float32Array>): Box {
  const whole = { row: 0, column: 0, rows: picture.rows, columns: picture.columns };
  const rough = boxWithin(picture, whole);
  return rough === undefined ? whole : (boxWithin(picture, grown(rough, picture)) ?? rough);
}

/** The head's box within another; undefined where no object is large enough. */
function boxWithin(picture: Picture<Int16Array | Float32Array>, within: Box): Box | undefined {
  const averaged = areaAverage(picture.data, picture.columns, within, CELLS, HU_RANGE);
  const mask = new Uint8Array(averaged.length);
  // Typed arrays' from() goes through an iterator, and took three quarters of a report's time.
  for (let i = 0; i < mask.length; i++) mask[i] = averaged[i]! > HEAD_HU ? 1 : 0;
  // Without the outermost cells, and so without what is at most two cells thin: skin, a headrest, tubes.
  const object = largestObject(eroded(mask, SIZE, { corners: true }), SIZE);
  if (object.cells < SMALLEST_HEAD * CELLS * CELLS) return undefined;
  const rowCounts = new Uint32Array(CELLS);
  const columnCounts = new Uint32Array(CELLS);
  for (let i = 0; i < object.mask.length; i++) {
    if (object.mask[i] === 0) continue;
    rowCounts[Math.floor(i / CELLS)]!++;
    columnCounts[i % CELLS]!++;
  }
  const [row, rows] = span(rowCounts, object.cells, within.row, within.rows);
  const [column, columns] = span(columnCounts, object.cells, within.column, within.columns);
  return { row, column, rows, columns };
}

/** How the object's cells are spread along an axis -> its first pixel and how many they are, with the cell eroded on either side. */
function span(counts: Uint32Array, total: number, from: number, length: number): [number, number] {
  const low = quantile(counts, BEYOND * total);
  const high = quantile(counts, (1 - BEYOND) * total);
  const middle = (low + high) / 2;
  const half = (high - low) / 2 / (1 - CAP) + 1;
  const first = Math.max(0, middle - half);
  const last = Math.min(CELLS, middle + half);
  return [from + (first * length) / CELLS, ((last - first) * length) / CELLS];
}

/** Where along an axis, in cells, so many members have been passed. */
function quantile(counts: Uint32Array, members: number): number {
  let passed = 0;
  let cell = 0;
  while (passed + counts[cell]! < members) passed += counts[cell++]!;
  return cell + (members - passed) / counts[cell]!;
}

/** A sixteenth more on each side, within the picture. */
function grown({ row, column, rows, columns }: Box, picture: { rows: number; columns: number }): Box {
  const [down, across] = [rows / 16, columns / 16];
  const [top, left] = [Math.max(0, row - down), Math.max(0, column - across)];
  return {
    row: top,
    column: left,
    rows: Math.min(picture.rows, row + rows + down) - top,
    columns: Math.min(picture.columns, column + columns + across) - left,
  };
}
