import type { Slice, Window } from '@ichor/ct';
import { drawText, fitText, lineHeight } from './draw-text.ts';
import { type Image, newImage, paste, type Rgb } from './image.ts';
import { outlineMask } from './outline-mask.ts';
import { overlayHeatmap, type SliceHeatmap } from './overlay-heatmap.ts';
import { renderSlice } from './render-slice.ts';

/** One picture of a sheet with its caption. */
export interface Tile {
  readonly slice: Slice;
  /** Below the picture: the first line white, the others grey. */
  readonly lines: readonly string[];
  readonly heatmap?: SliceHeatmap | undefined;
  /** [rows, columns] of the slice as stored. */
  readonly mask?: Uint8Array | undefined;
  readonly window?: Window | undefined;
}

export interface ContactSheetOptions {
  /** At the top, lines divided by line feeds; the first in double size. */
  readonly title: string;
  /** At the bottom. */
  readonly footer: string;
  /** Tiles in a row; by default as many as make the sheet about as wide as high, at most six. */
  readonly columns?: number | undefined;
  /** Pixels of a picture's side. */
  readonly tileSide?: number | undefined;
}

const GAP = 8;
const WHITE: Rgb = [255, 255, 255];
const GREY: Rgb = [170, 170, 170];
const AMBER: Rgb = [255, 190, 80];
const BACKGROUND: Rgb = [18, 18, 20];

/** A grid of slices with captions, a title and a footer. */
export function contactSheet(tiles: readonly Tile[], options: ContactSheetOptions): Image {
  const { footer, tileSide = 320 } = options;
  const title = options.title.split('\n');
  const columns = options.columns ?? Math.min(6, Math.max(2, Math.ceil(Math.sqrt(tiles.length))));
  const rows = Math.ceil(tiles.length / columns);
  const captionLines = tiles.reduce((most, tile) => Math.max(most, tile.lines.length), 0);
  const cellHeight = tileSide + captionLines * lineHeight() + GAP * 2;
  const titleHeight = GAP * 2 + lineHeight(2) + Math.max(0, title.length - 1) * lineHeight();
  const width = GAP + columns * (tileSide + GAP);
  const sheet = newImage(width, titleHeight + rows * cellHeight + lineHeight() + GAP, BACKGROUND);

  title.forEach((line, i) => {
    const scale = i === 0 ? 2 : 1;
    const y = GAP + (i === 0 ? 0 : lineHeight(2) + (i - 1) * lineHeight());
    drawText(sheet, GAP, y, fitText(line, width - 2 * GAP, scale), { scale, color: i === 0 ? WHITE : GREY });
  });
  tiles.forEach((tile, i) => {
    const x = GAP + (i % columns) * (tileSide + GAP);
    const y = titleHeight + Math.floor(i / columns) * cellHeight;
    drawTile(sheet, tile, x, y, tileSide);
  });
  drawText(sheet, GAP, sheet.height - lineHeight() - 1, fitText(footer, width - 2 * GAP), { color: AMBER });
  return sheet;
}

function drawTile(
  sheet: Image,
  { slice, lines, heatmap, mask, window }: Tile,
  x: number,
  y: number,
  side: number,
) {
  const picture = renderSlice(slice, { side, window });
  if (heatmap) overlayHeatmap(picture, slice, heatmap);
  if (mask) outlineMask(picture, slice, mask);
  // The patient's side is known from the header alone; a picture without it has none, and says so.
  const sided = slice.imageOrientationPatient !== undefined;
  paste(sheet, newImage(side, side), x, y);
  paste(
    sheet,
    picture,
    x + Math.floor((side - picture.width) / 2),
    y + Math.floor((side - picture.height) / 2),
  );
  drawText(sheet, x + 4, y + 4, sided ? 'R' : 'side unknown', { color: GREY });
  lines.forEach((line, i) => {
    const color = i === 0 ? WHITE : GREY;
    drawText(sheet, x, y + side + GAP / 2 + i * lineHeight(), fitText(line, side), { color });
  });
}
