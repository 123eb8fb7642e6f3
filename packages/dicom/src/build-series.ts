import type { Notice, Series, Slice } from '@ichor/ct';
import { checkValues } from './check-values.ts';
import { describeStack } from './describe-stack.ts';
import type { InstanceIdentity } from './errors.ts';
import { holesIn, NOT_AXIAL_DEGREES, noteGeometry } from './geometry-notices.ts';
import { isShown } from './is-shown.ts';
import { mergeNotices } from './merge-notices.ts';
import { instanceOfFrame } from './name-of-frame.ts';
import { ordered } from './order-slices.ts';
import { splitStack } from './split-stack.ts';
import { stackShape } from './stack-shape.ts';
import { type Stack, sameGeometry, stacks as stacksOf, withoutDuplicates } from './stacks.ts';

/** A file whose header was read but whose pixels were not; an UnreadablePixelsError is one. */
export interface UnreadableInstance {
  readonly code: string;
  readonly problem: string;
  readonly instance: InstanceIdentity;
}

/**
 * Groups slices by study and series, and orders each group along its slice normal, from skull base to vertex. The
 * result depends on what the slices are, never on the order or names of their files.
 *
 * One series is one stack. Where orientation, matrix, pixel spacing or thickness are mixed, or the same positions come
 * again (another kernel or phase), the series is split, and its axial stack with most slices is taken; `buildStacks`
 * gives all of them. A notice describes each stack left out. Its slices, scouts aside, are listed as unreadable where they
 * show what the stack taken doesn't, so that the series counts as incomplete; so it does where slices are missing. A series of
 * which nothing can be read comes back without slices. Notices of slices are merged into those of their series. Hounsfield
 * units are checked, and put right where that is certain; for that the record that every decoded slice bears is enough, so
 * that pixels may be dropped before.
 */
export function buildSeries(
  slices: readonly Slice[],
  unreadable: readonly UnreadableInstance[] = [],
): Series[] {
  return groupsOf(slices, unreadable).map((group) => stacksOfSeries(group)[0] as Series);
}

/** As {@link buildSeries}, but with every stack of each series, the one that it would take first. */
export function buildStacks(
  slices: readonly Slice[],
  unreadable: readonly UnreadableInstance[] = [],
): Series[] {
  return groupsOf(slices, unreadable).flatMap(stacksOfSeries);
}

/** Of one series. */
interface Group {
  readonly slices: Slice[];
  readonly unreadable: UnreadableInstance[];
}

function groupsOf(slices: readonly Slice[], unreadable: readonly UnreadableInstance[]): Group[] {
  const groups = new Map<string, Group>();
  const groupOf = (of: Pick<Slice, 'studyInstanceUid' | 'seriesInstanceUid'>) => {
    const key = `${of.studyInstanceUid}\0${of.seriesInstanceUid}`;
    const group = groups.get(key) ?? { slices: [], unreadable: [] };
    groups.set(key, group);
    return group;
  };
  for (const slice of slices) groupOf(slice).slices.push(slice);
  for (const file of unreadable) groupOf(file.instance).unreadable.push(file);
  return [...groups.keys()].sort().map((key) => groups.get(key) as Group);
}

/** At least one, the one to be read first. */
function stacksOfSeries({ slices: all, unreadable }: Group): Series[] {
  const shared: Notice[] = [];
  const { slices: distinct, lost } = withoutDuplicates(all, noteTo(shared));
  const readable = new Set(distinct.map((slice) => instanceOfFrame(slice.sopInstanceUid)));
  // A damaged copy of a slice that was read does no harm.
  const missing = unreadable.filter((file) => !readable.has(instanceOfFrame(file.instance.sopInstanceUid)));
  for (const file of missing) {
    shared.push({
      code: 'slice-unreadable',
      message: `A slice can't be read (${file.code}): its file ${file.problem}.`,
      sopInstanceUids: [file.instance.sopInstanceUid],
    });
  }
  const named = [...all, ...unreadable.map((file) => file.instance)];
  const patients = [...new Set(named.map((of) => of.patientId))].sort();
  if (patients.length > 1) {
    noteTo(shared)('patient-mixed', 'The slices of this one series name different patients.');
  }
  const { seriesInstanceUid, studyInstanceUid } = named[0] as InstanceIdentity;
  const identity = { seriesInstanceUid, studyInstanceUid, patientId: patients[0] ?? '' };

  // A scout is none of the slices, even where it has their geometry.
  const [scouts, others] = [distinct.filter(isScout), distinct.filter((slice) => !isScout(slice))];
  const stacks = [others, scouts].flatMap(stacksOf).flatMap(splitStack).sort(mostUseful);
  if (stacks.length === 0) stacks.push({ slices: [], normal: [0, 0, 1] });
  return stacks.map((stack) => {
    const notices = [...shared];
    const note = noteTo(notices);
    const placed = ordered(stack, note);
    const { slices, positionsMm, apart } = withCheckedValues(placed, note);
    const shape = stackShape(slices, stack.normal);
    const holes = holesIn(slices, positionsMm);
    if (slices.length > 0) noteGeometry(slices, positionsMm, shape, holes, note);
    const leftOut = [...missing.map((file) => file.instance), ...placed.unplaced, ...apart];
    for (const other of stacks) {
      if (other === stack) continue;
      const alike = sameGeometry(other, stack);
      note(
        alike ? 'repeated-stack' : 'mixed-geometry',
        `The series holds another stack${alike ? ' at the same positions' : ''}, which is left out here: ${describeStack(other)}.`,
        other.slices,
      );
      leftOut.push(
        ...other.slices.filter((slice) => !isScout(slice) && !isShown(slice, stack.normal, positionsMm)),
      );
    }
    return {
      ...identity,
      slices,
      positionsMm,
      tiltDegrees: slices.length > 0 ? shape.tiltDegrees : 0,
      notices: mergeNotices([...notices, ...slices.flatMap((slice) => slice.notices)]),
      unreadableSopInstanceUids: [...new Set(leftOut.map((of) => of.sopInstanceUid))].sort(),
      // A slice of which there is a file leaves a hole too, and is told of by its file.
      missingSlices: Math.max(lost, holes.reduce((sum, { count }) => sum + count, 0) - leftOut.length),
    };
  });
}

interface Placed {
  readonly slices: readonly Slice[];
  /** Of each slice. */
  readonly positionsMm: readonly number[];
}

/** The slices whose values can be shown, repaired where that is certain, and those that can't. */
function withCheckedValues(
  { slices, positionsMm }: Placed,
  note: ReturnType<typeof noteTo>,
): Placed & { readonly apart: readonly Slice[] } {
  if (slices.some(isScout)) return { slices, positionsMm, apart: [] };
  const checked = checkValues(slices, note);
  return {
    slices: checked.filter((slice) => slice !== undefined),
    positionsMm: positionsMm.filter((_, i) => checked[i] !== undefined),
    apart: slices.filter((_, i) => checked[i] === undefined),
  };
}

const noteTo =
  (notices: Notice[]) =>
  (code: string, message: string, of: readonly Slice[] = []): void => {
    notices.push({ code, message, sopInstanceUids: of.map((slice) => slice.sopInstanceUid) });
  };

const isScout = (slice: Slice): boolean => slice.imageType?.includes('LOCALIZER') ?? false;

/** Axial stacks before others, scouts last, then the one with most slices. */
function mostUseful(a: Stack, b: Stack): number {
  const rank = ({ slices, normal }: Stack): number =>
    slices.some(isScout) ? 2 : stackShape(slices, normal).tiltDegrees > NOT_AXIAL_DEGREES ? 1 : 0;
  return rank(a) - rank(b) || b.slices.length - a.slices.length;
}
