import type { Rng } from '@ichor/ct';
import type { HeadExtent } from './render-series.ts';
import type { SlicePlane } from './render-slice.ts';

/** Draws the shell of a headrest behind the head: an arc of plastic, seen in cross-section, where there is air. */
export function addHeadrest(hu: Float32Array, plane: SlicePlane, extent: HeadExtent, rng: Rng): void {
  const { rows, columns, pixelMm } = plane;
  const radius = rng.uniform(95, 140);
  const wall = rng.uniform(0.8, 2);
  const gap = rng.uniform(2, 14);
  const density = rng.uniform(60, 500);
  const middleColumn = (columns - 1) / 2 + rng.uniform(-8, 8) / pixelMm;
  // The arc touches its lowest point a little behind the head.
  const bottomRow = (rows - 1) / 2 + (extent.depth / 2 + gap) / pixelMm;
  const centreRow = bottomRow - radius / pixelMm;
  for (let r = Math.max(0, Math.floor(centreRow)); r < rows; r++) {
    for (let c = 0; c < columns; c++) {
      const d = Math.abs(Math.hypot(r - centreRow, c - middleColumn) * pixelMm - radius) - wall;
      if (d > pixelMm) continue;
      const at = r * columns + c;
      const share = Math.min(1, Math.max(0, 0.5 - d / pixelMm));
      if (hu[at]! < -900) hu[at]! += (density + 1000) * share;
    }
  }
}
