import { type Box, hang, hangBox, type Slice } from '@ichor/ct';
import { frameOf } from './frame-of.ts';
import { blendPixel, type Image, type Rgb } from './image.ts';

/** A grid of 0..100 over a rectangle of the slice as stored, as report.json has it. */
export interface SliceHeatmap {
  readonly rows: number;
  readonly columns: number;
  readonly box: Box;
  /** [rows, columns] */
  readonly data: ArrayLike<number>;
}

/** Below this share of its maximum a map is noise, and the slice is left as it is. */
const FLOOR = 0.25;

/** Yellow to red; darker as it rises, so that the order is seen without telling the hues apart. */
const heatmapColor = (share: number): Rgb => [255 - 40 * share, 220 * (1 - share), 0];

/** Lays a heatmap over the picture of its slice (of any size, made by `renderSlice`), in place. */
export function overlayHeatmap(
  image: Image,
  slice: Slice,
  heatmap: SliceHeatmap,
  { opacity = 0.5 }: { opacity?: number } = {},
): Image {
  const { hanging, rows, columns } = frameOf(slice);
  const box = hangBox(heatmap.box, slice, hanging);
  const grid = hang(
    { rows: heatmap.rows, columns: heatmap.columns, data: Uint8Array.from(heatmap.data) },
    hanging,
  );
  for (let y = 0; y < image.height; y++) {
    const row = ((y + 0.5) * rows) / image.height - box.row;
    if (row < 0 || row >= box.rows) continue;
    for (let x = 0; x < image.width; x++) {
      const column = ((x + 0.5) * columns) / image.width - box.column;
      if (column < 0 || column >= box.columns) continue;
      const share =
        bilinear(grid, (row / box.rows) * grid.rows - 0.5, (column / box.columns) * grid.columns - 0.5) / 100;
      if (share < FLOOR) continue;
      blendPixel(image, x, y, heatmapColor(share), opacity * Math.min(1, (share - FLOOR) / (0.6 - FLOOR)));
    }
  }
  return image;
}

interface Grid {
  readonly rows: number;
  readonly columns: number;
  readonly data: Uint8Array;
}

function bilinear({ rows, columns, data }: Grid, row: number, column: number): number {
  const r = Math.min(Math.max(row, 0), rows - 1);
  const c = Math.min(Math.max(column, 0), columns - 1);
  const [top, left] = [Math.floor(r), Math.floor(c)];
  const [bottom, right] = [Math.min(top + 1, rows - 1), Math.min(left + 1, columns - 1)];
  const [down, across] = [r - top, c - left];
  const upper = data[top * columns + left]! * (1 - across) + data[top * columns + right]! * across;
  const lower = data[bottom * columns + left]! * (1 - across) + data[bottom * columns + right]! * across;
  return upper * (1 - down) + lower * down;
}
