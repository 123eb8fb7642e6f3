import type { Series, Slice } from '@ichor/ct';
import { type Notice, notice } from '@ichor/notices';
import type { InstanceIdentity } from '../errors.ts';
import { foreignScale } from '../header/foreign-scale.ts';
import { isShown } from '../header/is-shown.ts';
import { instanceOfFrame } from '../header/name-of-frame.ts';
import { checkValues } from '../hounsfield/check-values.ts';
import { holesIn, noteFrames, noteGeometry, planeOf } from './geometry-notices.ts';
import { comparable, noteOthers } from './note-others.ts';
import { Notes } from './notes.ts';
import { ordered } from './order-slices.ts';
import { kindsInSeries, nameOfKind } from './other-images.ts';
import { type KindStack, rankStacks } from './rank-stacks.ts';
import { splitStack } from './split-stack.ts';
import { stackShape } from './stack-shape.ts';
import { sameGeometry, stacks as stacksOf, withoutDuplicates } from './stacks.ts';

/** A file whose header was read but whose pixels were not; an UnreadablePixelsError is one. */
export interface UnreadableInstance {
  readonly code: string;
  readonly problem: string;
  readonly instance: InstanceIdentity;
  /** What is to be said of it where that it can't be read is not the file's own fault. */
  readonly told?: Notice;
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
  const shared = new Notes();
  const { slices: distinct, lost } = withoutDuplicates(all, shared.note);
  const readable = new Set(distinct.map((slice) => instanceOfFrame(slice.sopInstanceUid)));
  // A damaged copy of a slice that was read does no harm.
  const missing = unreadable.filter((file) => !readable.has(instanceOfFrame(file.instance.sopInstanceUid)));
  shared.add(missing.map(noticeOfUnreadable));
  const named = [...all, ...unreadable.map((file) => file.instance)];
  const patients = [...new Set(named.map((of) => of.patientId))].sort();
  if (patients.length > 1) shared.refuse('patient-mixed', {});
  const { seriesInstanceUid, studyInstanceUid } = named[0] as InstanceIdentity;
  const identity = { seriesInstanceUid, studyInstanceUid, patientId: patients[0] ?? '' };

  const stacks = stacksIn(distinct);
  return stacks.map((stack) => {
    const others = stacks.filter((other) => other !== stack);
    const notes = shared.copy();
    const placed = ordered(stack, notes);
    const { slices, positionsMm, apart } = withCheckedValues(stack, placed, notes);
    const shape = stackShape(slices, stack.normal);
    const holes = placed.placed ? holesIn(slices, positionsMm) : [];
    if (slices.length > 0) noteGeometry(slices, positionsMm, shape, placed.placed ? holes : undefined, notes);
    noteFrames(slices, notes.note);
    noteOthers(stack, others, notes.note);
    for (const slice of slices) refuseForeignScale(slice, notes);
    notes.add(slices.flatMap((slice) => slice.notices));
    const unread = missing.map((file) => file.instance).filter(({ kind }) => kind === undefined);
    const leftOut = [
      ...placed.unplaced,
      ...apart,
      ...others.flatMap((other) => unseenOf(other, stack, positionsMm)),
    ];
    return {
      ...identity,
      slices,
      positionsMm,
      origin: 'dicom',
      plane: slices.some((slice) => slice.imageOrientationPatient) ? planeOf(shape) : 'unknown',
      resliced: false,
      tooLarge: false,
      tiltDegrees: slices.length > 0 ? shape.tiltDegrees : 0,
      ...notes.told(),
      unreadableSopInstanceUids: uidsOf([...unread, ...leftOut]),
      leftOutSopInstanceUids: uidsOf(leftOut),
      // A slice of which there is a file leaves a hole too, and is told of by its file.
      missingSlices: Math.max(
        lost,
        holes.reduce((sum, { count }) => sum + count, 0) - unread.length - leftOut.length,
      ),
    };
  });
}

/** Images of each kind by themselves: no other is one of the slices, even where it has their geometry. */
function stacksIn(distinct: readonly Slice[]): KindStack[] {
  const kinds = kindsInSeries(distinct);
  const stacks = [...Map.groupBy(distinct, (slice) => kinds.get(slice)!)].flatMap(([kind, slices]) =>
    stacksOf(slices)
      .flatMap(splitStack)
      .map((stack) => ({ ...stack, kind })),
  );
  if (stacks.length > 0) return rankStacks(stacks);
  return [{ slices: [], normal: [0, 0, 1], placedBy: undefined, kind: 'slice' }];
}

/**
 * Slices of another stack that show what the one taken doesn't. An image that is no slice shows nothing of the head that is
 * missed, unless it lies as a slice of the stack would.
 */
function unseenOf(other: KindStack, stack: KindStack, positionsMm: readonly number[]): readonly Slice[] {
  const mayBeSlices =
    other.kind === 'slice' ||
    (other.kind !== 'scout' && other.kind !== 'page' && isPlacedAlike(other, stack));
  if (!mayBeSlices) return [];
  if (!comparable(stack, other)) return other.slices;
  return other.slices.filter((slice) => !isShown(slice, stack, positionsMm));
}

const isPlacedAlike = (other: KindStack, stack: KindStack): boolean =>
  sameGeometry(other, stack) &&
  other.slices.every((slice) => slice.imagePositionPatient && slice.imageOrientationPatient);

interface Placed {
  readonly slices: readonly Slice[];
  /** Of each slice. */
  readonly positionsMm: readonly number[];
}

/** The slices whose values can be shown, repaired where that is certain, and those that can't. */
function withCheckedValues(
  { kind }: KindStack,
  { slices, positionsMm }: Placed,
  notes: Notes,
): Placed & { readonly apart: readonly Slice[] } {
  if (kind === 'scout') return { slices, positionsMm, apart: [] };
  const checked = checkValues(slices, notes);
  return {
    slices: checked.filter((slice) => slice !== undefined),
    positionsMm: positionsMm.filter((_, i) => checked[i] !== undefined),
    apart: slices.filter((_, i) => checked[i] === undefined),
  };
}

const uidsOf = (some: readonly { readonly sopInstanceUid: string }[]): string[] =>
  [...new Set(some.map((one) => one.sopInstanceUid))].sort();

function noticeOfUnreadable({ code, problem, instance, told }: UnreadableInstance): Notice {
  const { kind, sopInstanceUid } = instance;
  if (kind !== undefined)
    return notice('not-a-slice', { kind: nameOfKind(kind), code, problem }, [sopInstanceUid]);
  return told ?? notice('slice-unreadable', { code, problem }, [sopInstanceUid]);
}

/** The slice has told it already; that the series can't be relied on is told of the series. */
function refuseForeignScale(slice: Slice, { refuse }: Notes): void {
  const type = foreignScale(slice.header?.rescaleType);
  if (type !== undefined) refuse('rescale-type-not-hu', { type }, [slice]);
}
