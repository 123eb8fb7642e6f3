/** Two neighbours of which each shows a part of what the other shows. */
export interface Overlap {
  /** Index of the lower slice. */
  readonly at: number;
  readonly gapMm: number;
}

/** Of a slice's thickness; less is rounding, and the soft edges of any slice. */
const LEAST_SHARE = 0.1;
/** Without thicknesses: a gap under this share of the gaps beside it. */
const NARROW = 0.5;

/**
 * Neighbours that overlap: thicker than they are apart or, where the header gives no thickness, far nearer to one another
 * than to their other neighbours.
 *
 * @param positionsMm strictly rising
 */
export function overlappingSlices(
  positionsMm: readonly number[],
  thicknessesMm: readonly (number | undefined)[],
): Overlap[] {
  const gaps = positionsMm.slice(1).map((mm, i) => mm - (positionsMm[i] as number));
  return gaps.flatMap((gapMm, at) => {
    const [lower, upper] = [thicknessesMm[at], thicknessesMm[at + 1]];
    if (lower !== undefined && upper !== undefined) {
      const deep = (lower + upper) / 2 - gapMm;
      return deep > LEAST_SHARE * Math.min(lower, upper) ? [{ at, gapMm }] : [];
    }
    const beside = [gaps[at - 1], gaps[at + 1]].filter((gap) => gap !== undefined);
    return beside.length > 0 && gapMm < NARROW * Math.min(...beside) ? [{ at, gapMm }] : [];
  });
}
