import { type BoneRing, boneRing, directionOf } from '../masks/bone-ring.ts';
import { countSpots } from '../masks/bright-spots.ts';
import { type CellGrid, cellGrid } from '../masks/cell-grid.ts';
import { type CellObject, TISSUE_HU, tissueObject } from '../masks/tissue-object.ts';
import type { Slice } from './slice.ts';

/** What the pixels of one slice show, in figures: enough to tell a head, how much of it, and contrast medium, without the pixels. */
export interface SliceAnatomy {
  /** Box of the largest object, mm: [between rows, between columns]; zeros where there is none. */
  readonly objectMm: readonly [number, number];
  readonly objectMm2: number;
  /** Share of directions, seen from the middle of the object, in which there is bone. */
  readonly ringShare: number;
  /** Area within that bone, gaps bridged. */
  readonly insideMm2: number;
  /** Share of that area with the values of brain, its fluid and blood. */
  readonly softShare: number;
  /** Share of that area that is air. */
  readonly airShare: number;
  /** Median of the soft part, HU; 0 where there is none. */
  readonly softHu: number;
  /** Small spots, well within the bone, that are brighter than brain: vessels with contrast medium, or calcifications. */
  readonly brightSpots: number;
  /** Median over the soft part of the standard deviation of neighbouring pixels, HU; 0 where there is none. */
  readonly noiseHu: number;
}

/** Fluid to clotted blood, with what noise is left in a cell's mean. */
const SOFT_HU = [-15, 100] as const;
const BELOW_TISSUE_HU = -250;
/** Of the mean of a cell, which a vessel with contrast medium fills in part. */
const BRIGHT_HU = 75;
/** From the bone: beyond its partial volume, and the sinuses of the dura, which are bright without contrast medium too. */
const BRIGHT_FROM_BONE_MM = 10;
const LARGEST_SPOT_MM2 = 100;
/** A highest value under this is no bone's. */
const LEAST_BONE_HU = 300;
const NOISE_STEP_HU = 0.25;
const MOST_NOISE_HU = 20;

/**
 * Of a slice whose pixels have a known size and the whole range from air to bone; undefined else, since nothing can be said
 * then. Takes under a millisecond.
 */
export function sliceAnatomy(slice: Slice): SliceAnatomy | undefined {
  const grid = cellGrid(slice);
  if (grid === undefined || isCut(grid)) return undefined;
  const object = tissueObject(grid);
  const ring = object && boneRing(grid, object);
  const cellMm2 = grid.cellMm[0] * grid.cellMm[1];
  return {
    objectMm: object ? [object.rows * grid.cellMm[0], object.columns * grid.cellMm[1]] : [0, 0],
    objectMm2: (object?.cells ?? 0) * cellMm2,
    ringShare: ring?.share ?? 0,
    ...(object && ring ? withinBone(grid, object, ring, cellMm2) : NOTHING_WITHIN),
  };
}

/** Whether a window was baked in: no air, or many pixels at one highest value that is no bone's. */
const isCut = ({ lowestHu, highestHu, highestShare }: CellGrid): boolean =>
  lowestHu > TISSUE_HU || (highestHu > 0 && highestHu < LEAST_BONE_HU && highestShare > 0.002);

type Within = Omit<SliceAnatomy, 'objectMm' | 'objectMm2' | 'ringShare'>;

const NOTHING_WITHIN: Within = {
  insideMm2: 0,
  softShare: 0,
  airShare: 0,
  softHu: 0,
  brightSpots: 0,
  noiseHu: 0,
};

function withinBone(
  { mean, deviation, rows, columns, cellMm: [down, across] }: CellGrid,
  object: CellObject,
  { radiusMm, middle }: BoneRing,
  cellMm2: number,
): Within {
  const softCounts = new Uint32Array(SOFT_HU[1] - SOFT_HU[0] + 1);
  const noiseCounts = new Uint32Array(800);
  const bright = new Uint8Array(mean.length);
  let [inside, soft, air] = [0, 0, 0];
  for (let row = object.row; row < object.row + object.rows; row++) {
    const y = (row - middle[0]) * down;
    for (let column = object.column; column < object.column + object.columns; column++) {
      const x = (column - middle[1]) * across;
      const toBone = radiusMm[directionOf(y, x)]! - Math.sqrt(y * y + x * x);
      if (toBone < 0) continue;
      const at = row * columns + column;
      const hu = mean[at]!;
      inside++;
      if (hu < BELOW_TISSUE_HU) air++;
      else if (hu > BRIGHT_HU && toBone > BRIGHT_FROM_BONE_MM) bright[at] = 1;
      if (hu < SOFT_HU[0] || hu > SOFT_HU[1]) continue;
      soft++;
      softCounts[Math.round(hu) - SOFT_HU[0]]!++;
      noiseCounts[Math.min(noiseCounts.length - 1, Math.floor(deviation[at]! / NOISE_STEP_HU))]!++;
    }
  }
  const noiseHu = soft > 0 ? median(noiseCounts, soft) * NOISE_STEP_HU : 0;
  return {
    insideMm2: inside * cellMm2,
    softShare: inside > 0 ? soft / inside : 0,
    airShare: inside > 0 ? air / inside : 0,
    softHu: soft > 0 ? median(softCounts, soft) + SOFT_HU[0] : 0,
    // In the noise of a kernel for bone cells are bright by themselves.
    brightSpots:
      noiseHu > MOST_NOISE_HU ? 0 : countSpots(bright, [columns, rows, 1], LARGEST_SPOT_MM2 / cellMm2),
    noiseHu,
  };
}

/** The bin that holds the middle one of `total` members. */
function median(counts: Uint32Array, total: number): number {
  let bin = 0;
  for (let passed = counts[0]!; 2 * passed < total; passed += counts[++bin]!);
  return bin;
}
