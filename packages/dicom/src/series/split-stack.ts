import type { Slice } from '@ichor/ct';
import { partByFrame } from './part-by-frame.ts';
import { LEAST_SLICES, partByTraits } from './part-by-traits.ts';
import { type Placing, placeOf, placesOf, SAME_POSITION_MM } from './stack-place.ts';
import type { Stack } from './stacks.ts';

/** Thicknesses within this ratio are one: some headers hold what was measured. */
const SAME_THICKNESS = 1.1;
/** From this share of positions on that are taken more than once, the whole stack was reconstructed more than once. */
const REPEATED_SHARE = 0.75;

/**
 * Slices of one orientation and matrix -> its scans and reconstructions: those that differ in acquisition, phase, contrast
 * medium, kernel or frame of reference, thick and thin ones that lie in one another, and ones that lie at the same positions.
 * Two blocks that follow one another are one stack, and so is one without positions or numbers to tell its parts by.
 */
export function splitStack(stack: Stack): Stack[] {
  return partByTraits(stack.slices, stack).flatMap((scan) => {
    const frames = partByFrame(scan, stack);
    return frames.flatMap((comparable) =>
      byThickness(comparable, stack)
        .flatMap((slices) => repeats(slices, stack))
        .map((slices) => ({
          ...stack,
          slices,
          ...(frames.length > 1 && { frames: new Set(slices.map((slice) => slice.frameOfReferenceUid)) }),
        })),
    );
  });
}

function byThickness(slices: readonly Slice[], placing: Placing): (readonly Slice[])[] {
  if (slices.some((slice) => slice.sliceThicknessMm === undefined)) return [slices];
  const groups = ofOneThickness(slices);
  const large = groups.filter((group) => group.length >= LEAST_SLICES);
  if (large.length < 2) return [slices];
  if (!large.some((a) => large.some((b) => a !== b && liesIn(a, b, placing)))) return [slices];
  const [largest, ...others] = large.sort((a, b) => b.length - a.length);
  const few = groups.filter((group) => group.length < LEAST_SLICES).flat();
  return [[...(largest ?? []), ...few], ...others];
}

/** Groups of slices as thick as one another, thin ones first; of equal thickness as they come. */
function ofOneThickness(slices: readonly Slice[]): Slice[][] {
  const groups: Slice[][] = [];
  const thicknessOf = (slice: Slice | undefined): number => slice?.sliceThicknessMm ?? 0;
  for (const slice of slices.toSorted((a, b) => thicknessOf(a) - thicknessOf(b))) {
    const group = groups.at(-1);
    if (group && thicknessOf(slice) <= SAME_THICKNESS * thicknessOf(group[0])) group.push(slice);
    else groups.push([slice]);
  }
  return groups;
}

/**
 * Whether slices lie among others, as those of a second reconstruction do: half of them at least, with others between. Blocks
 * that overlap at their ends don't, nor does a block that others lie above and below.
 */
function liesIn(slices: readonly Slice[], others: readonly Slice[], placing: Placing): boolean {
  const within = inside(slices, others, placing);
  return 2 * within >= slices.length && Math.min(within, inside(others, slices, placing)) >= LEAST_SLICES;
}

/** How many of the slices lie from the first to the last of the others. */
function inside(slices: readonly Slice[], others: readonly Slice[], placing: Placing): number {
  const range = placesOf(others, placing);
  const [low, high] = [Math.min(...range), Math.max(...range)];
  return placesOf(slices, placing).filter((mm) => mm >= low && mm <= high).length;
}

function repeats(slices: readonly Slice[], placing: Placing): (readonly Slice[])[] {
  const at = new Map<Slice, number>();
  for (const slice of slices) {
    const mm = placeOf(slice, placing);
    if (mm !== undefined) at.set(slice, mm);
  }
  const order = orderOfTaking([...at.keys()]);
  if (order === undefined) return [slices];
  const places: Slice[][] = [];
  for (const slice of [...at.keys()].sort((a, b) => at.get(a)! - at.get(b)!)) {
    const place = places.at(-1);
    if (place && at.get(slice)! - at.get(place[0]!)! < SAME_POSITION_MM) place.push(slice);
    else places.push([slice]);
  }
  const twice = places.filter((place) => place.length > 1).length;
  if (places.length < LEAST_SLICES || twice < REPEATED_SHARE * places.length) return [slices];
  const most = Math.max(...places.map((place) => place.length));
  const passes = onePassAfterAnother(order, places);
  const [first = [], ...others] = passes.length === most ? passes : oneOfEachPlace(places, order, most);
  return [[...first, ...slices.filter((slice) => !at.has(slice))], ...others];
}

/** By InstanceNumber or, where numbers come again, by time; undefined where neither tells them apart. */
function orderOfTaking(slices: readonly Slice[]): readonly Slice[] | undefined {
  const isOwn = (of: (slice: Slice) => unknown): boolean => {
    const values = new Set(slices.map(of));
    return values.size === slices.length && !values.has(undefined);
  };
  if (isOwn(({ instanceNumber }) => instanceNumber)) {
    return slices.toSorted((a, b) => a.instanceNumber! - b.instanceNumber!);
  }
  const timeOf = ({ header }: Slice) => header?.acquisitionTime;
  if (isOwn(timeOf)) {
    return slices.toSorted((a, b) => (timeOf(a)! < timeOf(b)! ? -1 : 1));
  }
  return undefined;
}

/** A reconstruction ends where a position comes again. */
function onePassAfterAnother(order: readonly Slice[], places: readonly Slice[][]): Slice[][] {
  const placeOfSlice = new Map(places.flatMap((place) => place.map((slice) => [slice, place])));
  const passes: { slices: Slice[]; taken: Set<unknown> }[] = [];
  for (const slice of order) {
    const place = placeOfSlice.get(slice);
    const pass = passes.at(-1);
    if (pass && !pass.taken.has(place)) {
      pass.slices.push(slice);
      pass.taken.add(place);
    } else passes.push({ slices: [slice], taken: new Set([place]) });
  }
  return passes.map((pass) => pass.slices);
}

/** The reconstructions take turns: the first of each position, the second, ... */
function oneOfEachPlace(places: readonly Slice[][], order: readonly Slice[], most: number): Slice[][] {
  const rank = new Map(order.map((slice, i) => [slice, i]));
  const sorted = places.map((place) => place.toSorted((a, b) => rank.get(a)! - rank.get(b)!));
  return Array.from({ length: most }, (_, turn) => sorted.flatMap((place) => place[turn] ?? []));
}
