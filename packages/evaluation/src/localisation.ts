import { headBox, Rng, type Slice } from '@ichor/ct';
import type { Heatmap } from '@ichor/report';

/** A place in a slice as stored, in pixels; 0.5 is the centre of the first. */
export interface PixelPoint {
  readonly row: number;
  readonly column: number;
}

/** A heatmap on a slice whose truth is known. */
export interface LocalisationCase {
  readonly slice: Slice;
  readonly heatmap: Pick<Heatmap, 'rows' | 'columns' | 'box' | 'data'>;
  /** [rows, columns] of the slice, nonzero in the bleed of the heatmap's type. */
  readonly mask: Uint8Array;
}

/** Shares of cases in which each kind of point falls into the grown mask. */
export interface LocalisationRates {
  readonly cases: number;
  readonly peak: number;
  readonly random: number;
  readonly brightest: number;
}

/**
 * How often a heatmap's peak lies in the mask grown by `growMm`, beside a random point in the head (its
 * expectation, from 200 draws a case) and beside the brightest patch, which needs no network.
 */
export function localisationRates(
  cases: readonly LocalisationCase[],
  { growMm = 10, seed = 'localisation' }: { growMm?: number; seed?: string } = {},
): LocalisationRates {
  const draws = 200;
  let [peak, random, brightest] = [0, 0, 0];
  cases.forEach(({ slice, heatmap, mask }, index) => {
    const hit = (point: PixelPoint | undefined) =>
      point && withinGrownMask(slice, mask, point, growMm) ? 1 : 0;
    const rng = Rng.of(seed, index);
    const head = headPixels(slice);
    peak += hit(heatmapPeak(heatmap));
    brightest += hit(brightestPatch(slice));
    for (let i = 0; i < draws; i++) random += hit(randomHeadPoint(slice, rng, head)) / draws;
  });
  const count = cases.length;
  return { cases: count, peak: peak / count, random: random / count, brightest: brightest / count };
}

/** The centre of a heatmap's highest cell (the first of equals); undefined where it is flat. */
export function heatmapPeak({
  rows,
  columns,
  box,
  data,
}: LocalisationCase['heatmap']): PixelPoint | undefined {
  let best = 0;
  for (let i = 1; i < data.length; i++) if (data[i]! > data[best]!) best = i;
  if (!data[best]) return undefined;
  return {
    row: box.row + ((Math.floor(best / columns) + 0.5) / rows) * box.rows,
    column: box.column + (((best % columns) + 0.5) / columns) * box.columns,
  };
}

/** Whether a pixel of the mask has its centre within `growMm` of the point. Without pixel spacing pixels are 1 mm. */
export function withinGrownMask(slice: Slice, mask: Uint8Array, point: PixelPoint, growMm: number): boolean {
  const [rowMm, columnMm] = slice.pixelSpacing ?? [1, 1];
  const firstRow = Math.max(0, Math.floor(point.row - growMm / rowMm) - 1);
  const lastRow = Math.min(slice.rows - 1, Math.ceil(point.row + growMm / rowMm) + 1);
  for (let row = firstRow; row <= lastRow; row++) {
    for (let column = 0; column < slice.columns; column++) {
      if (!mask[row * slice.columns + column]) continue;
      const down = (row + 0.5 - point.row) * rowMm;
      const across = (column + 0.5 - point.column) * columnMm;
      if (down * down + across * across <= growMm * growMm) return true;
    }
  }
  return false;
}

/** A random pixel of the head; undefined where there is none. */
export function randomHeadPoint(slice: Slice, rng: Rng, head = headPixels(slice)): PixelPoint | undefined {
  if (head.length === 0) return undefined;
  const at = head[rng.integer(head.length)]!;
  return { row: Math.floor(at / slice.columns) + 0.5, column: (at % slice.columns) + 0.5 };
}

/** Where a slice is denser than -20 HU within the bounding box of the head. */
function headPixels(slice: Slice): Int32Array {
  const box = headBox({ rows: slice.rows, columns: slice.columns, data: slice.hu });
  const pixels: number[] = [];
  for (let row = Math.floor(box.row); row < box.row + box.rows; row++) {
    for (let column = Math.floor(box.column); column < box.column + box.columns; column++) {
      if (slice.hu[row * slice.columns + column]! > -20) pixels.push(row * slice.columns + column);
    }
  }
  return Int32Array.from(pixels);
}

/**
 * The centre of the square patch, `patchMm` wide and within the skull, with most pixels of `huRange`: where fresh blood
 * is by its density alone. Undefined where no pixel has the skull on all four sides.
 */
export function brightestPatch(
  slice: Slice,
  {
    patchMm = 10,
    huRange: [low, high] = [50, 90] as const,
  }: { patchMm?: number; huRange?: readonly [number, number] } = {},
): PixelPoint | undefined {
  const { rows, columns, hu } = slice;
  const [rowMm, columnMm] = slice.pixelSpacing ?? [1, 1];
  const halfRows = Math.max(1, Math.round(patchMm / rowMm / 2));
  const halfColumns = Math.max(1, Math.round(patchMm / columnMm / 2));
  const inside = withinSkull(slice);
  // sums[(r) * (columns + 1) + c]: pixels of the range above row r and left of column c
  const sums = new Uint32Array((rows + 1) * (columns + 1));
  for (let row = 0; row < rows; row++) {
    let line = 0;
    for (let column = 0; column < columns; column++) {
      const at = row * columns + column;
      if (inside[at] && hu[at]! >= low && hu[at]! <= high) line++;
      sums[(row + 1) * (columns + 1) + column + 1] = sums[row * (columns + 1) + column + 1]! + line;
    }
  }
  const sum = (row: number, column: number) =>
    sums[Math.min(Math.max(row, 0), rows) * (columns + 1) + Math.min(Math.max(column, 0), columns)]!;
  let [best, most] = [-1, -1];
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      if (!inside[row * columns + column]) continue;
      const [top, bottom] = [row - halfRows, row + halfRows + 1];
      const [left, right] = [column - halfColumns, column + halfColumns + 1];
      const pixels = sum(bottom, right) - sum(top, right) - sum(bottom, left) + sum(top, left);
      if (pixels > most) [best, most] = [row * columns + column, pixels];
    }
  }
  return best < 0 ? undefined : { row: Math.floor(best / columns) + 0.5, column: (best % columns) + 0.5 };
}

/** Pixels that have bone (over 300 HU) above, below, left and right of them, and are none. */
function withinSkull({ rows, columns, hu }: Slice): Uint8Array {
  const seen = new Uint8Array(rows * columns);
  const sweep = (start: number, step: number, count: number) => {
    let bone = false;
    for (let i = 0, at = start; i < count; i++, at += step) {
      if (hu[at]! > 300) bone = true;
      else if (bone) seen[at]!++;
    }
  };
  for (let row = 0; row < rows; row++) {
    sweep(row * columns, 1, columns);
    sweep((row + 1) * columns - 1, -1, columns);
  }
  for (let column = 0; column < columns; column++) {
    sweep(column, columns, rows);
    sweep((rows - 1) * columns + column, -columns, rows);
  }
  return seen.map((sides) => (sides === 4 ? 1 : 0));
}
