import { Rng } from '@ichor/ct';

/** A share of each epoch: which rows of a prepared set, and how many of them (all, once each, by default). */
export interface MixPart {
  readonly rows: ArrayLike<number>;
  readonly slicesPerEpoch?: number | undefined;
}

/** How many slices one epoch shows. */
export const slicesInEpoch = (mix: readonly MixPart[]): number =>
  mix.reduce((sum, { rows, slicesPerEpoch }) => sum + (slicesPerEpoch ?? rows.length), 0);

/**
 * The order of one epoch, from its seed and number alone. A part that gives fewer slices than it has goes on through
 * its rows in the next epoch; one that gives more shows all before it shows one again.
 *
 * @returns [slices, 2]: part, row
 */
export function epochOrder(mix: readonly MixPart[], seed: number, epoch: number): Int32Array {
  const pairs: [number, number][] = [];
  for (const [part, { rows, slicesPerEpoch = rows.length }] of mix.entries()) {
    if (rows.length === 0 && slicesPerEpoch > 0) throw new RangeError(`epochOrder: part ${part} has no rows`);
    let pass = -1;
    let shuffled: number[] = [];
    for (let i = epoch * slicesPerEpoch; i < (epoch + 1) * slicesPerEpoch; i++) {
      if (Math.floor(i / rows.length) !== pass) {
        pass = Math.floor(i / rows.length);
        shuffled = Rng.of(seed, 'pass', part, pass).shuffled(Array.from(rows));
      }
      pairs.push([part, shuffled[i % rows.length]!]);
    }
  }
  return Int32Array.from(Rng.of(seed, 'epoch', epoch).shuffled(pairs).flat());
}
