import type { CellGrid } from './cell-grid.ts';
import type { CellObject } from './tissue-object.ts';

/** The bone round an object, as seen from its middle in equally spaced directions. */
export interface BoneRing {
  /** Share of directions in which there is bone. */
  readonly share: number;
  /** From the middle to the inner edge of the bone, by direction, mm; gaps (sutures, a craniectomy) are bridged. */
  readonly radiusMm: Float64Array;
  /** The middle, in cells: row, column. */
  readonly middle: readonly [number, number];
}

/** Mean of a cell that is mostly bone; a child's thin skull fills a cell of 2 mm. */
const BONE_HU = 150;
const DIRECTIONS = 120;

/**
 * Looks from outside inwards for the first bone and its inner edge, so that vessels with contrast medium within don't count.
 * undefined where there is no bone with something within.
 */
export function boneRing(
  { mean, rows, columns, cellMm: [down, across] }: CellGrid,
  object: CellObject,
): BoneRing | undefined {
  const radiusMm = new Float64Array(DIRECTIONS).fill(Number.NaN);
  const middle = [object.row + (object.rows - 1) / 2, object.column + (object.columns - 1) / 2] as const;
  const step = Math.min(down, across) / 2;
  const farthest = Math.hypot(object.rows * down, object.columns * across) / 2;
  let found = 0;
  for (let direction = 0; direction < DIRECTIONS; direction++) {
    const angle = (2 * Math.PI * (direction + 0.5)) / DIRECTIONS - Math.PI;
    const [y, x] = [Math.sin(angle) / down, Math.cos(angle) / across];
    let inBone = false;
    for (let r = farthest; r > 0; r -= step) {
      const row = Math.round(middle[0] + r * y);
      const column = Math.round(middle[1] + r * x);
      if (row < 0 || column < 0 || row >= rows || column >= columns) continue;
      const at = row * columns + column;
      const bone = object.mask[at] === 1 && mean[at]! > BONE_HU;
      if (inBone && !bone) {
        radiusMm[direction] = r;
        found++;
        break;
      }
      inBone = bone;
    }
  }
  if (found === 0) return undefined;
  bridge(radiusMm);
  return { share: found / DIRECTIONS, radiusMm, middle };
}

/** The direction in which a place lies from the middle: an index into `radiusMm`. */
export const directionOf = (y: number, x: number): number =>
  Math.min(DIRECTIONS - 1, Math.floor(((Math.atan2(y, x) + Math.PI) / (2 * Math.PI)) * DIRECTIONS));

/** Fills directions without bone linearly between the nearest with. */
function bridge(radii: Float64Array): void {
  const known = [...radii.keys()].filter((i) => !Number.isNaN(radii[i]!));
  known.forEach((from, k) => {
    const to = known[(k + 1) % known.length]!;
    const length = (to - from + DIRECTIONS) % DIRECTIONS || DIRECTIONS;
    for (let i = 1; i < length; i++) {
      radii[(from + i) % DIRECTIONS] = radii[from]! + ((radii[to]! - radii[from]!) * i) / length;
    }
  });
}
