import type { Slice } from '@ichor/ct';
import { median } from '@ichor/ct';
import { LEAST_SLICES } from './part-by-traits.ts';
import { type Placing, placeOf } from './stack-place.ts';

/** A gap between two frames of reference that is no other than those beside it, as shares of their steps. */
const LIKE_STEPS = [0.5, 1.5] as const;

interface Chain {
  readonly slices: Slice[];
  /** Rising, mm. */
  readonly places: number[];
}

/**
 * Slices of one scan -> those whose positions can be compared. Positions of different frames of reference can't be, but where
 * one block goes on where the other ends, at the step of both, the name alone was changed (when a series was made anonymous, for
 * one): those stay together. So do names that fewer than three slices have.
 */
export function partByFrame(slices: readonly Slice[], placing: Placing): (readonly Slice[])[] {
  const byFrame = Map.groupBy(slices, ({ frameOfReferenceUid }) => frameOfReferenceUid);
  const blocks = [...byFrame]
    .filter(([uid, own]) => uid !== undefined && own.length >= LEAST_SLICES)
    .map(([, own]) => ({ slices: own, places: placesOf(own, placing) }))
    .filter(({ places }) => places.length >= LEAST_SLICES)
    .sort((a, b) => a.places[0]! - b.places[0]! || b.places.length - a.places.length);
  const chains: Chain[] = [];
  for (const block of blocks) {
    const chain = chains.find((one) => goesOn(one.places, block.places));
    if (chain === undefined) chains.push({ slices: [...block.slices], places: [...block.places] });
    else {
      chain.slices.push(...block.slices);
      chain.places.push(...block.places);
    }
  }
  if (chains.length < 2) return [slices];
  const blocked = new Set(blocks.flatMap((block) => block.slices));
  for (const slice of slices) {
    if (!blocked.has(slice)) nearest(chains, placeOf(slice, placing)).slices.push(slice);
  }
  return chains.map((chain) => chain.slices);
}

/** Of different places, rising. */
const placesOf = (slices: readonly Slice[], placing: Placing): number[] =>
  [...new Set(slices.flatMap((slice) => placeOf(slice, placing) ?? []))].sort((a, b) => a - b);

function goesOn(lower: readonly number[], upper: readonly number[]): boolean {
  const gap = upper[0]! - lower.at(-1)!;
  const steps = [stepOf(lower), stepOf(upper)];
  return gap >= LIKE_STEPS[0] * Math.min(...steps) && gap <= LIKE_STEPS[1] * Math.max(...steps);
}

function stepOf(places: readonly number[]): number {
  const gaps = places.slice(1).map((mm, i) => mm - places[i]!);
  return median(gaps)!;
}

function nearest(chains: readonly Chain[], mm: number | undefined): Chain {
  const distance = ({ places }: Chain): number =>
    mm === undefined ? 0 : Math.min(...places.map((place) => Math.abs(place - mm)));
  return chains.reduce((best, chain) => (distance(chain) < distance(best) ? chain : best));
}
