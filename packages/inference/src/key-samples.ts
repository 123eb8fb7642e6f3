import { HEMORRHAGE_TYPES, type HemorrhageType } from '@ichor/ct';

/** A sample to look at, and the types it is shown for. */
export interface KeySample {
  readonly sample: number;
  readonly types: readonly HemorrhageType[];
}

/** More are shown only where more types are called, one each: a heatmap costs as much as scoring half a series. */
const MOST_SAMPLES = 4;

/**
 * The samples that made the scores of the given types: each type's highest, then each type's second, up to its
 * `perType`th, four different ones at most. Every type has its highest, and equal scores go to the lower sample.
 *
 * @param sampleScores [N, types]
 */
export function keySamples(
  sampleScores: ArrayLike<number>,
  types: readonly HemorrhageType[],
  perType: number,
): KeySample[] {
  const count = sampleScores.length / HEMORRHAGE_TYPES.length;
  const chosen = new Map<number, HemorrhageType[]>();
  const order = types.map((type) => {
    const index = HEMORRHAGE_TYPES.indexOf(type);
    const score = (sample: number) => sampleScores[sample * HEMORRHAGE_TYPES.length + index]!;
    return Array.from({ length: count }, (_, n) => n).sort((a, b) => score(b) - score(a) || a - b);
  });
  for (let rank = 0; rank < Math.min(perType, count); rank++) {
    types.forEach((type, i) => {
      const sample = order[i]![rank]!;
      const shown = chosen.get(sample);
      if (shown) shown.push(type);
      else if (rank === 0 || chosen.size < MOST_SAMPLES) chosen.set(sample, [type]);
    });
  }
  return [...chosen]
    .map(([sample, shown]) => ({ sample, types: types.filter((type) => shown.includes(type)) }))
    .sort((a, b) => a.sample - b.sample);
}
