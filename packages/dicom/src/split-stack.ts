import type { Slice, Vector3 } from '@ichor/ct';
import type { Stack } from './stacks.ts';

/** Slices nearer than this lie at one position: less than any scanner's step, more than a header's rounding. */
export const SAME_POSITION_MM = 0.01;
/** Thicknesses within this ratio are one: some headers hold what was measured. */
const SAME_THICKNESS = 1.1;
/** Fewer slices than this are no reconstruction of their own. */
const LEAST_SLICES = 3;
/** From this share of positions on that are taken more than once, the whole stack was reconstructed more than once. */
const REPEATED_SHARE = 0.75;

/**
 * Slices of one orientation and matrix -> its reconstructions, the largest first: thick and thin ones that lie in one
 * another, and ones that lie at the same positions (two kernels, phases of contrast medium). Two blocks of different
 * thickness that follow one another are one stack, and so is one without positions or numbers to tell its parts by.
 */
export function splitStack(stack: Stack): Stack[] {
  const parts = byThickness(stack.slices, stack.normal).flatMap((slices) => repeats(slices, stack.normal));
  return parts
    .map((slices) => ({ ...stack, slices }))
    .sort((a, b) => b.slices.length - a.slices.length || leastNumber(a) - leastNumber(b));
}

function byThickness(slices: readonly Slice[], normal: Vector3): (readonly Slice[])[] {
  if (slices.some((slice) => slice.sliceThicknessMm === undefined)) return [slices];
  const groups = ofOneThickness(slices);
  const large = groups.filter((group) => group.length >= LEAST_SLICES);
  if (large.length < 2) return [slices];
  if (!large.some((a) => large.some((b) => a !== b && liesIn(a, b, normal)))) return [slices];
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
function liesIn(slices: readonly Slice[], others: readonly Slice[], normal: Vector3): boolean {
  const within = inside(slices, others, normal);
  return 2 * within >= slices.length && Math.min(within, inside(others, slices, normal)) >= LEAST_SLICES;
}

/** How many of the slices lie from the first to the last of the others. */
function inside(slices: readonly Slice[], others: readonly Slice[], normal: Vector3): number {
  const range = positions(others, normal);
  const [low, high] = [Math.min(...range), Math.max(...range)];
  return positions(slices, normal).filter((mm) => mm >= low && mm <= high).length;
}

function repeats(slices: readonly Slice[], normal: Vector3): (readonly Slice[])[] {
  const numbers = new Set(slices.map((slice) => slice.instanceNumber));
  const told = numbers.size === slices.length && !numbers.has(undefined);
  if (!told || slices.some((slice) => slice.imagePositionPatient === undefined)) return [slices];
  const at = new Map(slices.map((slice) => [slice, positionOf(slice, normal)]));
  const places: Slice[][] = [];
  for (const slice of [...slices].sort((a, b) => (at.get(a) as number) - (at.get(b) as number))) {
    const place = places.at(-1);
    const mm = at.get(slice) as number;
    if (place && mm - (at.get(place[0] as Slice) as number) < SAME_POSITION_MM) place.push(slice);
    else places.push([slice]);
  }
  const twice = places.filter((place) => place.length > 1).length;
  if (places.length < LEAST_SLICES || twice < REPEATED_SHARE * places.length) return [slices];
  const most = Math.max(...places.map((place) => place.length));
  const passes = onePassAfterAnother(slices, places);
  return passes.length === most ? passes : oneOfEachPlace(places, most);
}

/** By InstanceNumber a reconstruction ends where a position comes again. */
function onePassAfterAnother(slices: readonly Slice[], places: readonly Slice[][]): Slice[][] {
  const placeOf = new Map(places.flatMap((place) => place.map((slice) => [slice, place])));
  const passes: { slices: Slice[]; taken: Set<unknown> }[] = [];
  for (const slice of [...slices].sort(byNumber)) {
    const place = placeOf.get(slice);
    const pass = passes.at(-1);
    if (pass && !pass.taken.has(place)) {
      pass.slices.push(slice);
      pass.taken.add(place);
    } else passes.push({ slices: [slice], taken: new Set([place]) });
  }
  return passes.map((pass) => pass.slices);
}

/** The reconstructions take turns: the first of each position by number, the second, ... */
function oneOfEachPlace(places: readonly Slice[][], most: number): Slice[][] {
  const sorted = places.map((place) => [...place].sort(byNumber));
  return Array.from({ length: most }, (_, turn) => sorted.flatMap((place) => place[turn] ?? []));
}

const byNumber = (a: Slice, b: Slice): number => (a.instanceNumber ?? 0) - (b.instanceNumber ?? 0);
const leastNumber = (stack: Stack): number =>
  Math.min(...stack.slices.map((slice) => slice.instanceNumber ?? Number.MAX_VALUE));

const positions = (slices: readonly Slice[], normal: Vector3): number[] =>
  slices.flatMap((slice) => (slice.imagePositionPatient ? positionOf(slice, normal) : []));

/** Millimetres along the normal; of a slice with a position. */
export function positionOf({ imagePositionPatient }: Slice, normal: Vector3): number {
  const [x, y, z] = imagePositionPatient as Vector3;
  return x * normal[0] + y * normal[1] + z * normal[2];
}
