import { HEMORRHAGE_TYPES, type HemorrhageType } from '@ichor/ct';
import type { SeriesReport } from '@ichor/report';

/** Where the slices of a stack lie over its length: 0 its first, 1 its last. */
export function alongStack(positionsMm: readonly number[]): number[] {
  const first = positionsMm[0] ?? 0;
  const length = (positionsMm.at(-1) ?? 0) - first;
  return positionsMm.map((position) => (length > 0 ? (position - first) / length : 0.5));
}

/** The slice nearest to a place along the stack, 0..1. */
export function nearestSlice(along: readonly number[], place: number): number {
  let nearest = 0;
  along.forEach((at, i) => {
    if (Math.abs(at - place) < Math.abs(along[nearest]! - place)) nearest = i;
  });
  return nearest;
}

export interface ScoreLine {
  readonly type: HemorrhageType;
  /** An area of SVG in a box 1 wide and 1 high, 0 at its foot. */
  readonly path: string;
}

/** The top of the scale of all types: the highest score, rounded up to a tenth. */
export const topOfScale = (slices: SeriesReport['slices']): number =>
  Math.max(1, Math.ceil(10 * Math.max(0, ...slices.flatMap(({ scores }) => Object.values(scores))) - 1e-9)) /
  10;

/**
 * The scores of each type over the length of the stack, as areas. A report of thin slices scores some of them only: between
 * those the line is straight.
 *
 * @param top of the scale
 */
export function scoreLines(
  slices: SeriesReport['slices'],
  sopInstanceUids: readonly string[],
  along: readonly number[],
  top = 1,
): ScoreLine[] {
  const at = new Map(sopInstanceUids.map((uid, i) => [uid, along[i]!]));
  const scored = slices
    .flatMap(({ sopInstanceUid, scores }) => {
      const x = at.get(sopInstanceUid);
      return x === undefined ? [] : [{ x, scores }];
    })
    .sort((a, b) => a.x - b.x);
  return HEMORRHAGE_TYPES.map((type) => {
    const points = scored.map(({ x, scores }) => `${x.toFixed(4)} ${(1 - scores[type] / top).toFixed(3)}`);
    const [first, last] = [scored[0]?.x ?? 0, scored.at(-1)?.x ?? 0];
    const path = points.length > 0 ? `M${first.toFixed(4)} 1L${points.join('L')}L${last.toFixed(4)} 1Z` : '';
    return { type, path };
  });
}
