import type { Notice, Series, Slice } from '@ichor/ct';
import type { InstanceIdentity } from './errors.ts';
import { mergeNotices } from './merge-notices.ts';
import { ordered } from './order-slices.ts';
import { describeSpacing } from './spacing.ts';
import { type Stack, stacks, withoutDuplicates } from './stacks.ts';

/** A file whose header was read but whose pixels were not; an UnreadablePixelsError is one. */
export interface UnreadableInstance {
  readonly code: string;
  readonly problem: string;
  readonly instance: InstanceIdentity;
}

/** Beyond this the axis of the stack is no longer the patient's: a sagittal or coronal series. */
const NOT_AXIAL_DEGREES = 45;
/** Less is within what a header's rounding does. */
const TILT_DEGREES = 0.5;

/**
 * Groups slices by study and series, and orders each group along its slice normal, from skull base to vertex. The
 * result depends on what the slices are, never on the order or names of their files.
 *
 * One series is one stack: where orientation, matrix or pixel spacing are mixed, the stack with most slices is kept;
 * the others' slices are listed in a notice and, scouts aside, among the unreadable ones, so that the series counts
 * as incomplete. A series of which nothing can be read comes back without slices. Notices of slices are merged into
 * those of their series.
 */
export function buildSeries(
  slices: readonly Slice[],
  unreadable: readonly UnreadableInstance[] = [],
): Series[] {
  const groups = new Map<string, { slices: Slice[]; unreadable: UnreadableInstance[] }>();
  const groupOf = (of: Pick<Slice, 'studyInstanceUid' | 'seriesInstanceUid'>) => {
    const key = `${of.studyInstanceUid}\0${of.seriesInstanceUid}`;
    const group = groups.get(key) ?? { slices: [], unreadable: [] };
    groups.set(key, group);
    return group;
  };
  for (const slice of slices) groupOf(slice).slices.push(slice);
  for (const file of unreadable) groupOf(file.instance).unreadable.push(file);
  return [...groups.keys()].sort().map((key) => {
    const group = groups.get(key);
    return oneSeries(group?.slices ?? [], group?.unreadable ?? []);
  });
}

function oneSeries(all: readonly Slice[], unreadable: readonly UnreadableInstance[]): Series {
  const notices: Notice[] = [];
  const note = (code: string, message: string, of: readonly Slice[] = []): void => {
    notices.push({ code, message, sopInstanceUids: of.map((slice) => slice.sopInstanceUid) });
  };
  const distinct = withoutDuplicates(all, note);
  const readable = new Set(distinct.map((slice) => slice.sopInstanceUid));
  // A damaged copy of a slice that was read does no harm.
  const missing = unreadable.filter((file) => !readable.has(file.instance.sopInstanceUid));
  for (const file of missing) {
    notices.push({
      code: 'slice-unreadable',
      message: `A slice can't be read (${file.code}): its file ${file.problem}.`,
      sopInstanceUids: [file.instance.sopInstanceUid],
    });
  }
  const leftOut = missing.map((file) => file.instance.sopInstanceUid);

  const [stack, ...others] = stacks(distinct);
  const mixed = others.flatMap((other) => other.slices);
  if (mixed.length > 0) {
    note(
      'mixed-geometry',
      `The series mixes orientations, matrix sizes or pixel spacings; of its ${others.length + 1} stacks the largest was read, and the slices named here were not.`,
      mixed,
    );
    leftOut.push(...mixed.filter((slice) => !isScout(slice)).map((slice) => slice.sopInstanceUid));
  }
  const { slices, positionsMm, unplaced } = ordered(stack?.slices ?? [], note);
  leftOut.push(...unplaced.map((slice) => slice.sopInstanceUid));
  const spacing = describeSpacing(positionsMm);
  if (spacing !== undefined) note('spacing-irregular', spacing);
  const tiltDegrees = stack === undefined ? 0 : tilt(stack);
  if (tiltDegrees > NOT_AXIAL_DEGREES) {
    note('not-axial', `The slices stand ${tiltDegrees.toFixed(1)} degrees from axial.`);
  } else if (tiltDegrees >= TILT_DEGREES) {
    note('gantry-tilt', `The slices are tilted by ${tiltDegrees.toFixed(1)} degrees.`);
  }
  if (slices.some((slice) => slice.pixelSpacing === undefined)) {
    note(
      'pixel-spacing-missing',
      'The size of the pixels is unknown: the header has no PixelSpacing.',
      slices,
    );
  }
  const patients = [
    ...new Set([...all, ...unreadable.map((file) => file.instance)].map((of) => of.patientId)),
  ].sort();
  if (patients.length > 1) note('patient-mixed', 'The slices of this one series name different patients.');
  const any = all[0] ?? (unreadable[0] as UnreadableInstance).instance;
  return {
    seriesInstanceUid: any.seriesInstanceUid,
    studyInstanceUid: any.studyInstanceUid,
    patientId: patients[0] ?? '',
    slices,
    positionsMm,
    tiltDegrees,
    notices: mergeNotices([...notices, ...slices.flatMap((slice) => slice.notices)]),
    unreadableSopInstanceUids: [...new Set(leftOut)].sort(),
  };
}

const isScout = (slice: Slice): boolean => slice.imageType?.includes('LOCALIZER') ?? false;

/** Angle between the slice normal and the patient's axis, whichever way the normal points. */
function tilt({ normal }: Stack): number {
  return (Math.acos(Math.min(1, Math.abs(normal[2]))) * 180) / Math.PI;
}
