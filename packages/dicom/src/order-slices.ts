import type { Slice } from '@ichor/ct';
import { joinedSlices } from './joined-slices.ts';
import { positionOf, SAME_POSITION_MM } from './split-stack.ts';
import type { Stack } from './stacks.ts';

type Note = (code: string, message: string, of?: readonly Slice[]) => void;

interface Ordered {
  readonly slices: readonly Slice[];
  /** Strictly rising, mm. */
  readonly positionsMm: readonly number[];
  /** Slices that have no position while others have one, or one that nothing joins to the rest. */
  readonly unplaced: readonly Slice[];
}

/** Taken for the distance of slices whose header gives neither position nor thickness. */
const USUAL_THICKNESS_MM = 5;

/**
 * Orders the slices of one stack by the projection of ImagePositionPatient on the normal. Only where no slice has a
 * position does InstanceNumber stand in, and a notice says so.
 */
export function ordered({ slices, normal }: Stack, note: Note): Ordered {
  const placed = slices.filter((slice) => slice.imagePositionPatient !== undefined);
  if (placed.length === 0) return orderedByNumber(slices, note);
  const unplaced = slices.filter((slice) => slice.imagePositionPatient === undefined);
  if (unplaced.length > 0) {
    note(
      'position-missing',
      'These slices have no ImagePositionPatient while others have; they were left out.',
      unplaced,
    );
  }
  const unoriented = placed.filter((slice) => slice.imageOrientationPatient === undefined);
  if (unoriented.length > 0) {
    note(
      'orientation-missing',
      'ImageOrientationPatient is missing; the slices were taken to be axial.',
      unoriented,
    );
  }
  const rising = placed
    .map((slice) => ({ slice, mm: positionOf(slice, normal) }))
    .sort((a, b) => a.mm - b.mm || byNumber(a.slice, b.slice));
  const kept: typeof rising = [];
  const twice: Slice[] = [];
  for (let start = 0; start < rising.length; ) {
    const first = rising[start] as (typeof rising)[number];
    let end = start + 1;
    while (end < rising.length && (rising[end] as typeof first).mm - first.mm < SAME_POSITION_MM) end++;
    // Of several at one position the first by number stays; its own position keeps the order strict.
    const here = rising.slice(start, end).sort((a, b) => byNumber(a.slice, b.slice));
    kept.push({ slice: (here[0] as typeof first).slice, mm: first.mm });
    twice.push(...here.slice(1).map(({ slice }) => slice));
    start = end;
  }
  if (twice.length > 0) {
    note(
      'duplicate-position',
      `${twice.length} of ${placed.length} slices lie where another one lies, and were left out.`,
      twice,
    );
  }
  const { first, end } = joinedSlices(kept.map(({ mm }) => mm));
  const joined = kept.slice(first, end);
  const far = [...kept.slice(0, first), ...kept.slice(end)].map(({ slice }) => slice);
  if (far.length > 0) {
    note(
      'slices-far-away',
      `${far.length} of ${placed.length} slices lie so far from the rest that their positions are wrong or they show something else; they were left out.`,
      far,
    );
  }
  return {
    slices: joined.map(({ slice }) => slice),
    positionsMm: joined.map(({ mm }) => mm),
    unplaced: [...unplaced, ...far],
  };
}

function orderedByNumber(slices: readonly Slice[], note: Note): Ordered {
  const sorted = [...slices].sort(byNumber);
  const numbers = new Set(slices.map((slice) => slice.instanceNumber));
  if (slices.length > 1) {
    if (numbers.has(undefined) || numbers.size < slices.length) {
      note(
        'order-unknown',
        'The order of the slices is unknown: they have neither positions nor an InstanceNumber each.',
      );
    } else {
      note(
        'order-by-instance-number',
        'No slice has a position; they were ordered by InstanceNumber, and may be upside down.',
      );
    }
  }
  const spacing = onlyOne(slices.map((slice) => slice.spacingBetweenSlicesMm));
  const thickness = onlyOne(slices.map((slice) => slice.sliceThicknessMm));
  const step = spacing ?? thickness ?? USUAL_THICKNESS_MM;
  const why = spacing ? ', as SpacingBetweenSlices says' : thickness ? ', which is their thickness' : '';
  note('spacing-assumed', `No slice has a position; they were taken to be ${step} mm apart${why}.`);
  return { slices: sorted, positionsMm: sorted.map((_, i) => i * step), unplaced: [] };
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
