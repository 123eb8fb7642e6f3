import { type DicomHeaderFields, median, namesAgent, type Slice } from '@ichor/ct';
import { type Placing, placeOf, SAME_POSITION_MM } from './stack-place.ts';

/** Fewer slices than this are no scan of their own. */
export const LEAST_SLICES = 3;
/** Of the thickness: slices no further apart leave nothing out. */
const CONTIGUOUS = 1.2;
/** Of the gaps that must be contiguous, or equal, for slices to be a whole by themselves: some may be missing. */
const MOST = 0.75;
const EQUAL_MM = 0.1;

/** Something by which slices of different scans differ. */
interface Trait {
  readonly of: (header: DicomHeaderFields) => string | number | undefined;
  /** Slices that differ in it can't be of one scan, even if together they are contiguous and apart they are not. */
  readonly alwaysParts: boolean;
}

/** The first that tells scans apart comes first: whatever differs in what follows may be one scan's. */
const TRAITS: readonly Trait[] = [
  { of: ({ contrastBolusAgent }) => String(namesAgent(contrastBolusAgent)), alwaysParts: true },
  { of: ({ temporalPosition }) => temporalPosition, alwaysParts: true },
  { of: ({ acquisitionNumber }) => acquisitionNumber, alwaysParts: false },
  { of: ({ convolutionKernel }) => convolutionKernel, alwaysParts: false },
  { of: ({ kvp }) => kvp, alwaysParts: false },
  { of: ({ imageType }) => imageType?.join('\\'), alwaysParts: false },
  { of: ({ acquisitionTime }) => acquisitionTime, alwaysParts: false },
];

/**
 * Slices of one orientation and matrix -> those of each scan or reconstruction, by what their headers say of it. Slices that
 * differ in a trait are parted only where they lie in one another and each part is a whole by itself: two blocks that follow
 * one another, a number for each slice, or a trait that some slices lost, part nothing.
 */
export function partByTraits(slices: readonly Slice[], placing: Placing): (readonly Slice[])[] {
  return TRAITS.reduce<(readonly Slice[])[]>(
    (parts, trait) => parts.flatMap((part) => partBy(trait, part, placing)),
    [slices],
  );
}

interface Part {
  readonly slices: Slice[];
  readonly groups: Group[];
}

interface Group {
  readonly slices: readonly Slice[];
  /** Rising, mm. */
  readonly places: readonly number[];
}

function partBy(trait: Trait, slices: readonly Slice[], placing: Placing): (readonly Slice[])[] {
  const groups = [...Map.groupBy(slices, ({ header = {} }) => trait.of(header))]
    .map(([key, own]) => ({ key, ...groupOf(own, placing) }))
    .sort((a, b) => b.slices.length - a.slices.length || byKey(a.key, b.key));
  const large = groups.filter(({ places }) => places.length >= LEAST_SLICES);
  // Slices that lost the trait are of any scan, where two others tell the scans; else they are one by themselves.
  const named = large.filter(({ key }) => key !== undefined);
  const [founders, parts] = [named, large]
    .map((some) => [some, partsOf(some, trait)] as const)
    .find(([, found]) => found.length > 1) ?? [[], []];
  const [largest] = parts;
  if (largest === undefined) return [slices];
  for (const group of groups.filter((one) => !founders.includes(one))) {
    for (const slice of group.slices) {
      const free = parts.filter((part) => isFree(placeOf(slice, placing), part));
      (free.length === 1 ? free[0]! : largest).slices.push(slice);
    }
  }
  return parts.map((part) => part.slices);
}

/** Each group goes to the first part in which it competes with none. */
function partsOf(groups: readonly Group[], trait: Trait): Part[] {
  const parts: Part[] = [];
  for (const group of groups) {
    const part = parts.find((one) => !one.groups.some((other) => compete(group, other, trait)));
    if (part === undefined) parts.push({ slices: [...group.slices], groups: [group] });
    else {
      part.slices.push(...group.slices);
      part.groups.push(group);
    }
  }
  return parts;
}

const byKey = (a: string | number | undefined, b: string | number | undefined): number =>
  a === b ? 0 : a === undefined ? 1 : b === undefined ? -1 : a < b ? -1 : 1;

function groupOf(slices: readonly Slice[], placing: Placing): Group {
  const places = slices.flatMap((slice) => placeOf(slice, placing) ?? []);
  return { slices, places: places.sort((a, b) => a - b) };
}

/** Whether two groups can't be parts of one stack. */
function compete(a: Group, b: Group, { alwaysParts }: Trait): boolean {
  const [ofA, ofB] = [within(a.places, b.places), within(b.places, a.places)];
  if (Math.min(ofA.length, ofB.length) < LEAST_SLICES) return false;
  // Blocks that overlap at their ends follow one another.
  if (!alwaysParts && 2 * ofA.length < a.places.length && 2 * ofB.length < b.places.length) return false;
  const shared = ofA.filter((mm) => ofB.some((other) => Math.abs(other - mm) < SAME_POSITION_MM));
  if (2 * shared.length >= Math.min(ofA.length, ofB.length)) return true;
  return [a, b].every((group) => (isContiguous(group) ?? isEven(group)) || (alwaysParts && isEven(group)));
}

/** Those from the first to the last of the others. */
const within = (places: readonly number[], others: readonly number[]): number[] =>
  places.filter((mm) => mm >= others[0]! && mm <= others.at(-1)!);

/** undefined where the thickness of the slices is unknown. */
function isContiguous({ slices, places }: Group): boolean | undefined {
  const usual = median(slices.flatMap((slice) => slice.sliceThicknessMm ?? []));
  return usual === undefined ? undefined : share(places, (gap) => gap <= CONTIGUOUS * usual) >= MOST;
}

function isEven({ places }: Group): boolean {
  const usual = median(gapsOf(places))!;
  return share(places, (gap) => Math.abs(gap - usual) <= EQUAL_MM) >= MOST;
}

function share(places: readonly number[], holds: (gap: number) => boolean): number {
  const gaps = gapsOf(places);
  return gaps.filter(holds).length / gaps.length;
}

const gapsOf = (places: readonly number[]): number[] => places.slice(1).map((mm, i) => mm - places[i]!);

/** Whether a slice lies where a part has none. */
function isFree(mm: number | undefined, { groups }: Part): boolean {
  if (mm === undefined) return false;
  const usual = median(groups.flatMap(({ places }) => gapsOf(places)))!;
  return !groups.some(({ places }) => places.some((place) => Math.abs(place - mm) < usual / 2));
}
