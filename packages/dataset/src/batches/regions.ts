import { type Box, type Hanging, hang } from '@ichor/ct';
import type { Distortion } from './augment.ts';

/** Types that a region can be of: the five, without `any`. */
export const REGION_TYPES = 5;
/** A mask is kept at a quarter of the network's resolution along each side. */
export const MASK_STRIDE = 4;
/** Training compares where blood is in cells of so many network pixels along each side. */
export const REGION_STRIDE = 16;

/** Adds the part of a stored mask that lies in the head's box to cells [cells, cells]: a bit is set where any pixel has it. */
export function addMask(
  out: Uint8Array,
  cells: number,
  mask: { rows: number; columns: number; data: Uint8Array },
  hanging: Hanging,
  box: Box,
): void {
  const { rows, columns, data } = hang(mask, hanging);
  for (let row = 0; row < rows; row++) {
    const y = Math.floor(((row + 0.5 - box.row) * cells) / box.rows);
    if (y < 0 || y >= cells) continue;
    for (let column = 0; column < columns; column++) {
      const bits = data[row * columns + column]!;
      if (bits === 0) continue;
      const x = Math.floor(((column + 0.5 - box.column) * cells) / box.columns);
      if (x >= 0 && x < cells) out[y * cells + x]! |= bits;
    }
  }
}

/**
 * One sample's mask [cells, cells] of bits -> labels [REGION_TYPES, regions, regions] of 0 and 1 at out[at...], distorted
 * as its picture is: 1 where any cell of the mask in the region holds the type.
 */
export function regionLabels(
  out: Float32Array,
  at: number,
  mask: Uint8Array,
  cells: number,
  regions: number,
  distortion: Pick<Distortion, 'theta'> | undefined,
): void {
  const area = regions * regions;
  out.fill(0, at, at + REGION_TYPES * area);
  const [xx, xy, x1, yx, yy, y1] = distortion?.theta ?? [1, 0, 0, 0, 1, 0];
  for (let row = 0; row < cells; row++) {
    const v = (2 * row + 1) / cells - 1;
    for (let column = 0; column < cells; column++) {
      const u = (2 * column + 1) / cells - 1;
      const sourceColumn = Math.floor(((xx * u + xy * v + x1 + 1) * cells) / 2);
      const sourceRow = Math.floor(((yx * u + yy * v + y1 + 1) * cells) / 2);
      if (sourceColumn < 0 || sourceColumn >= cells || sourceRow < 0 || sourceRow >= cells) continue;
      const bits = mask[sourceRow * cells + sourceColumn]!;
      if (bits === 0) continue;
      const region = Math.floor((row * regions) / cells) * regions + Math.floor((column * regions) / cells);
      for (let type = 0; type < REGION_TYPES; type++)
        if ((bits >> type) & 1) out[at + type * area + region] = 1;
    }
  }
}
