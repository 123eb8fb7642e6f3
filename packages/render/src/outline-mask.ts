import { hang, type Slice } from '@ichor/ct';
import { frameOf } from './frame-of.ts';
import { blendPixel, type Image, type Rgb } from './image.ts';

/**
 * Draws the border of a mask over the picture of its slice, in place: the pixels of the mask that touch its outside.
 *
 * @param mask [rows, columns] of the slice as stored, nonzero inside
 */
export function outlineMask(image: Image, slice: Slice, mask: Uint8Array, color: Rgb = [0, 255, 160]): Image {
  if (mask.length !== slice.rows * slice.columns) {
    throw new RangeError(
      `outlineMask: a mask of ${mask.length} values for ${slice.rows} x ${slice.columns} pixels`,
    );
  }
  const { hanging } = frameOf(slice);
  const hung = hang({ rows: slice.rows, columns: slice.columns, data: mask }, hanging);
  const inside = (x: number, y: number): boolean => {
    if (x < 0 || y < 0 || x >= image.width || y >= image.height) return false;
    const row = Math.floor(((y + 0.5) * hung.rows) / image.height);
    const column = Math.floor(((x + 0.5) * hung.columns) / image.width);
    return hung.data[row * hung.columns + column] !== 0;
  };
  for (let y = 0; y < image.height; y++) {
    for (let x = 0; x < image.width; x++) {
      if (!inside(x, y)) continue;
      if (inside(x - 1, y) && inside(x + 1, y) && inside(x, y - 1) && inside(x, y + 1)) continue;
      blendPixel(image, x, y, color);
    }
  }
  return image;
}
