import { type Slice, vertexEnd } from '@ichor/ct';
import type { NoPositions, VertexSeen } from '@ichor/notices';
import { joinedSlices } from './joined-slices.ts';
import type { Note, Notes } from './notes.ts';
import { sameSlice } from './same-slice.ts';
import { contradictsNumbers, placesOf, SAME_POSITION_MM } from './stack-place.ts';
import type { Stack } from './stacks.ts';

interface Ordered {
  readonly slices: readonly Slice[];
  /** Strictly rising, mm. */
  readonly positionsMm: readonly number[];
  /** Whether the positions are the header's, so that their distances show something. */
  readonly placed: boolean;
  /** Slices that have no position while others have one, or one that nothing joins to the rest. */
  readonly unplaced: readonly Slice[];
}

interface PlacedSlice {
  readonly slice: Slice;
  readonly mm: number;
}

/** Taken for the distance of slices whose header gives neither position nor thickness. */
const USUAL_THICKNESS_MM = 5;

/**
 * Orders the slices of one stack by the projection of ImagePositionPatient on the normal. Only where no slice has a position
 * (or all have the same) does SliceLocation stand in, if each slice has its own, and else InstanceNumber; a notice says so.
 * Where neither says which end is the vertex, the pixels are asked.
 */
export function ordered(stack: Stack, notes: Notes): Ordered {
  const { note } = notes;
  const { slices, placedBy } = stack;
  const unoriented = slices.filter((slice) => slice.imageOrientationPatient === undefined);
  if (unoriented.length > 0) {
    note('orientation-missing', {}, unoriented);
  }
  if (placedBy === 'position') return orderedByPlace(stack, note);
  const places = placesOf(slices, stack);
  // Where all positions are one, they place nothing.
  const none = slices.some((slice) => slice.imagePositionPatient) ? 'all-the-same' : 'missing';
  if (placedBy !== 'slice-location' || new Set(places).size < slices.length) {
    return orderedByNumber(slices, none, notes);
  }
  return vertexLast(orderedByPlace(stack, note), (vertex) =>
    note('order-by-slice-location', { none, vertex, numbersDiffer: contradictsNumbers(slices) }),
  );
}

function orderedByPlace(stack: Stack, note: Note): Ordered {
  const placed: PlacedSlice[] = [];
  const unplaced: Slice[] = [];
  for (const slice of stack.slices) {
    const [mm] = placesOf([slice], stack);
    if (mm === undefined) unplaced.push(slice);
    else placed.push({ slice, mm });
  }
  if (unplaced.length > 0) {
    note('position-missing', {}, unplaced);
  }
  const { kept, lost } = oneOfEachPlace(placed, note);
  const { first, end } = joinedSlices(
    kept.map(({ mm }) => mm),
    kept.map(({ slice }) => slice.instanceNumber),
  );
  const joined = kept.slice(first, end);
  const outside = [...kept.slice(0, first), ...kept.slice(end)];
  const far = outside.map(({ slice }) => slice);
  if (far.length > 0) {
    const [low, high] = [joined[0]!.mm, joined.at(-1)!.mm];
    const away = Math.min(...outside.map(({ mm }) => Math.max(low - mm, mm - high)));
    note('slices-far-away', { far: far.length, of: placed.length, mm: away }, far);
  }
  return {
    slices: joined.map(({ slice }) => slice),
    positionsMm: joined.map(({ mm }) => mm),
    placed: true,
    unplaced: [...unplaced, ...lost, ...far],
  };
}

/** Of several at one place one stays, in order of place. Where most places have several, nobody can say which belong together. */
function oneOfEachPlace(
  placed: readonly PlacedSlice[],
  note: Note,
): { readonly kept: readonly PlacedSlice[]; readonly lost: readonly Slice[] } {
  const rising = placed.toSorted((a, b) => a.mm - b.mm || byNumber(a.slice, b.slice));
  const kept: PlacedSlice[] = [];
  const twice: Slice[] = [];
  const other: Slice[] = [];
  for (let start = 0; start < rising.length; ) {
    const { mm } = rising[start]!;
    let end = start + 1;
    while (end < rising.length && rising[end]!.mm - mm < SAME_POSITION_MM) end++;
    // The first by number stays; the place of the first keeps the order strict.
    const [first, ...rest] = rising
      .slice(start, end)
      .map(({ slice }) => slice)
      .sort(byNumber);
    kept.push({ slice: first!, mm });
    twice.push(...rest);
    other.push(...rest.filter((slice) => !sameSlice(slice, first!)));
    start = end;
  }
  const mixed = 2 * other.length > kept.length;
  if (twice.length > 0) {
    note('duplicate-position', { twice: twice.length, of: placed.length, mixed }, twice);
  }
  return { kept, lost: mixed ? other : [] };
}

function orderedByNumber(slices: readonly Slice[], none: NoPositions, { note, refuse }: Notes): Ordered {
  // Of slices that could not be read nobody says where they lie.
  if (slices.length === 0) return { slices: [], positionsMm: [], placed: false, unplaced: [] };
  const sorted = [...slices].sort(byNumber);
  const numbers = new Set(slices.map((slice) => slice.instanceNumber));
  const spacing = onlyOne(slices.map((slice) => slice.spacingBetweenSlicesMm));
  const thickness = onlyOne(slices.map((slice) => slice.sliceThicknessMm));
  const step = spacing ?? thickness ?? USUAL_THICKNESS_MM;
  const from = spacing ? 'spacing' : thickness ? 'thickness' : undefined;
  note('spacing-assumed', { none, stepMm: step, from });
  const result = { slices: sorted, positionsMm: sorted.map((_, i) => i * step), placed: false, unplaced: [] };
  if (slices.length < 2) return result;
  if (numbers.has(undefined) || numbers.size < slices.length) {
    refuse('order-unknown', { none, numbers: 'missing' });
    return result;
  }
  if (contradictsNumbers(slices)) {
    refuse('order-unknown', { none, numbers: 'contradicted' });
    return result;
  }
  const skipped = skippedNumbers(sorted);
  return vertexLast(result, (vertex) => note('order-by-instance-number', { none, vertex, skipped }));
}

/** How many numbers lie between those of slices that are otherwise counted one by one. */
function skippedNumbers(sorted: readonly Slice[]): number {
  const steps = sorted.slice(1).map(({ instanceNumber }, i) => instanceNumber! - sorted[i]!.instanceNumber!);
  const skips = steps.filter((step) => step > 1);
  return 2 * skips.length < steps.length ? skips.reduce((sum, step) => sum + step - 1, 0) : 0;
}

/** Puts the vertex last, if the pixels show which end that is. */
function vertexLast(all: Ordered, say: (vertex: VertexSeen) => void): Ordered {
  const end = vertexEnd(all.slices);
  if (end !== 'first') {
    say(end ?? 'unknown');
    return all;
  }
  say('first');
  const { positionsMm } = all;
  const sum = (positionsMm[0] ?? 0) + (positionsMm.at(-1) ?? 0);
  return {
    ...all,
    slices: all.slices.toReversed(),
    positionsMm: positionsMm.toReversed().map((mm) => sum - mm),
  };
}

const onlyOne = (values: readonly (number | undefined)[]): number | undefined =>
  new Set(values).size === 1 ? values[0] : undefined;

/** By InstanceNumber, those without one last; equal ones by UID, which is arbitrary but always the same. */
function byNumber(a: Slice, b: Slice): number {
  const [left, right] = [a.instanceNumber ?? Number.MAX_VALUE, b.instanceNumber ?? Number.MAX_VALUE];
  return (
    left - right || (a.sopInstanceUid < b.sopInstanceUid ? -1 : a.sopInstanceUid > b.sopInstanceUid ? 1 : 0)
  );
}
