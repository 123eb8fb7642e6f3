import { GLYPH_HEIGHT, GLYPH_WIDTH, glyphRows } from './glyphs.ts';
import { blendPixel, type Image, type Rgb } from './image.ts';

const ADVANCE = GLYPH_WIDTH + 1;

/** Pixels from one line of text to the next. */
export const lineHeight = (scale = 1): number => (GLYPH_HEIGHT + 2) * scale;

export const textWidth = (text: string, scale = 1): number =>
  Math.max(0, [...text].length * ADVANCE - 1) * scale;

/** Draws one line of text with its upper left corner at (x, y); what sticks out of the picture is cut off. */
export function drawText(
  image: Image,
  x: number,
  y: number,
  text: string,
  { scale = 1, color = [255, 255, 255] }: { scale?: number; color?: Rgb } = {},
): void {
  [...text].forEach((character, index) => {
    glyphRows(character).forEach((bits, row) => {
      for (let column = 0; column < GLYPH_WIDTH; column++) {
        if (!(bits & (1 << (GLYPH_WIDTH - 1 - column)))) continue;
        const left = x + (index * ADVANCE + column) * scale;
        for (let i = 0; i < scale * scale; i++) {
          blendPixel(image, left + (i % scale), y + row * scale + Math.floor(i / scale), color);
        }
      }
    });
  });
}

/** Cuts a text to a width, the cut marked by two dots. */
export function fitText(text: string, width: number, scale = 1): string {
  if (textWidth(text, scale) <= width) return text;
  const room = Math.floor((width / scale + 1) / ADVANCE);
  return room <= 2 ? text.slice(0, Math.max(0, room)) : `${text.slice(0, room - 2)}..`;
}
