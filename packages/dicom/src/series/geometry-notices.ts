import type { Slice, SlicePlane } from '@ichor/ct';
import { describePatientPosition, USUAL_POSITION } from '../header/patient-position.ts';
import { type MissingSlices, missingSlices } from './missing-slices.ts';
import type { Note, Notes } from './notes.ts';
import { overlappingSlices } from './overlapping-slices.ts';
import { describeSpacing } from './spacing.ts';
import type { StackShape } from './stack-shape.ts';

/** Beyond this the axis of the stack is no longer the patient's: a sagittal or coronal series. */
export const NOT_AXIAL_DEGREES = 45;
/** Less is within what a header's rounding does. */
const TILT_DEGREES = 0.5;
/** Header and orientation may differ by this much: the header rounds, the orientation is measured. */
const SAME_TILT_DEGREES = 1.5;
const SHEAR_DEGREES = 1;
const BEND_MM = 1;
/** A head is rarely laid straighter. */
const TURN_DEGREES = 5;
const SQUARE = 1.01;
/** Slices this many times further apart than they are thick leave out something that matters. */
const APART = 1.5;
/** What a header says of the distances may differ by this much from one of them. */
const SAME_SPACING = { mm: 0.2, share: 0.1 } as const;
/** The longer side of a picture of a head, and the smallest picture of which that can be asked. */
const FIELD_OF_VIEW_MM = [80, 1000] as const;
const LEAST_PIXELS = 64;

/**
 * What a reader must know about where the slices of one stack lie.
 *
 * @param slices in order, with their strictly rising positions
 * @param holes of `holesIn`; undefined where the positions were made up, so that nothing is to be said of distances
 */
export function noteGeometry(
  slices: readonly Slice[],
  positionsMm: readonly number[],
  shape: StackShape,
  holes: readonly MissingSlices[] | undefined,
  notes: Notes,
): void {
  const { note } = notes;
  if (holes !== undefined) noteDistances(slices, positionsMm, holes, note);
  noteDirection(slices, shape, notes);
  // Of a value that makes no sense its own notice speaks.
  const bare = slices.filter(
    ({ pixelSpacing, pixelSpacingInvalid }) => pixelSpacing === undefined && !pixelSpacingInvalid,
  );
  if (bare.length > 0) {
    note('pixel-spacing-missing', {}, slices);
  }
  const [down, across] = slices[0]?.pixelSpacing ?? [1, 1];
  if (Math.max(down, across) > SQUARE * Math.min(down, across)) {
    note('pixels-not-square', { downMm: down, acrossMm: across });
  }
  noteFieldOfView(slices, note);
  notePosition(slices, note);
}

/** Where slices of a stack are missing. */
export const holesIn = (slices: readonly Slice[], positionsMm: readonly number[]): MissingSlices[] =>
  missingSlices(
    positionsMm,
    slices.map((slice) => slice.sliceThicknessMm),
  );

/** That slices of one stack name several frames of reference, in which by rights no position can be compared. */
export function noteFrames(slices: readonly Slice[], note: Note): void {
  const frames = new Set(slices.flatMap((slice) => slice.frameOfReferenceUid ?? []));
  if (frames.size < 2) return;
  note('frame-of-reference-mixed', { frames: frames.size, oneEach: frames.size === slices.length });
}

function noteDistances(
  slices: readonly Slice[],
  positionsMm: readonly number[],
  holes: readonly MissingSlices[],
  note: Note,
): void {
  const spacing = describeSpacing(positionsMm);
  if (spacing !== undefined) note('spacing-irregular', spacing);
  for (const { after, count, gapMm, stepsMm } of holes) {
    const atMm = [positionsMm[after]!, positionsMm[after + 1]!] as const;
    note('slices-missing', { below: after, atMm, count, gapMm, stepsMm }, slices.slice(after, after + 2));
  }
  const gaps = positionsMm.slice(1).map((mm, i) => mm - (positionsMm[i] as number));
  noteHeaderSpacing(slices, gaps, note);
  noteApart(slices, gaps, holes, note);
  noteOverlaps(slices, positionsMm, note);
}

/** SpacingBetweenSlices has to be one of the distances at least. */
function noteHeaderSpacing(slices: readonly Slice[], gaps: readonly number[], note: Note): void {
  const said = [...new Set(slices.flatMap((slice) => slice.spacingBetweenSlicesMm ?? []))];
  const wrong = said.filter((mm) =>
    gaps.every((gap) => Math.abs(gap - mm) > Math.max(SAME_SPACING.mm, SAME_SPACING.share * gap)),
  );
  if (wrong.length === 0 || gaps.length === 0) return;
  note('spacing-contradicted', { statedMm: rangeOf(wrong), foundMm: rangeOf(gaps) });
}

const rangeOf = (values: readonly number[]) => [Math.min(...values), Math.max(...values)] as const;

/** Beside holes, which have a notice of their own. */
function noteApart(
  slices: readonly Slice[],
  gaps: readonly number[],
  holes: readonly MissingSlices[],
  note: Note,
): void {
  const apart = gaps.flatMap((gap, i) => {
    const [a, b] = [slices[i]?.sliceThicknessMm, slices[i + 1]?.sliceThicknessMm];
    if (a === undefined || b === undefined || holes.some(({ after }) => after === i)) return [];
    return gap > (APART * (a + b)) / 2 ? [{ at: i, unseenMm: gap - (a + b) / 2 }] : [];
  });
  if (apart.length === 0) return;
  const all = apart.length === gaps.length;
  const unseenMm = Math.max(...apart.map((one) => one.unseenMm));
  note(
    'slices-apart',
    { at: apart.length, of: gaps.length, unseenMm },
    all ? [] : slices.filter((_, i) => apart.some(({ at }) => at === i || at === i - 1)),
  );
}

function noteOverlaps(slices: readonly Slice[], positionsMm: readonly number[], note: Note): void {
  const thicknesses = slices.map((slice) => slice.sliceThicknessMm);
  const overlaps = overlappingSlices(positionsMm, thicknesses);
  if (overlaps.length === 0) return;
  const nearestMm = Math.min(...overlaps.map(({ gapMm }) => gapMm));
  const all = overlaps.length === slices.length - 1;
  note(
    'slices-overlap',
    { at: overlaps.length, of: slices.length - 1, nearestMm },
    all ? [] : slices.filter((_, i) => overlaps.some(({ at }) => at === i || at === i - 1)),
  );
}

function noteDirection(slices: readonly Slice[], shape: StackShape, { note, refuse }: Notes): void {
  const { tiltDegrees, shearDegrees, bendMm, turnDegrees } = shape;
  // A scanner with a tilted gantry moves the table along the patient, so that the stack is sheared.
  const sheared = shearDegrees === undefined || shearDegrees > tiltDegrees / 2;
  if (tiltDegrees > NOT_AXIAL_DEGREES) {
    refuse('not-axial', { plane: planeOf(shape), degrees: tiltDegrees });
  } else if (tiltDegrees >= TILT_DEGREES && sheared) {
    note('gantry-tilt', { degrees: tiltDegrees });
  } else if (tiltDegrees >= TILT_DEGREES) {
    note('oblique', { degrees: tiltDegrees });
  }
  if (shearDegrees !== undefined && shearDegrees >= SHEAR_DEGREES && tiltDegrees < TILT_DEGREES) {
    note('stack-sheared', { degrees: shearDegrees });
  }
  if (bendMm > BEND_MM) {
    note('stack-not-straight', { mm: bendMm });
  }
  if (tiltDegrees <= NOT_AXIAL_DEGREES && turnDegrees >= TURN_DEGREES) {
    note('turned-in-plane', { degrees: turnDegrees });
  }
  const said = new Set(slices.flatMap((slice) => slice.header?.gantryTiltDegrees ?? []));
  const [header] = said;
  if (header === undefined || tiltDegrees > NOT_AXIAL_DEGREES) return;
  if (said.size > 1 || Math.abs(Math.abs(header) - tiltDegrees) > SAME_TILT_DEGREES) {
    note('gantry-tilt-contradicted', { stated: [...said].sort((a, b) => a - b), degrees: tiltDegrees });
  }
}

/** The plane of a stack; one that stands about as far from all three is oblique. */
export const planeOf = ({ plane, tiltDegrees }: StackShape): Exclude<SlicePlane, 'unknown'> =>
  tiltDegrees <= NOT_AXIAL_DEGREES ? 'axial' : plane === 'axial' ? 'oblique' : plane;

function noteFieldOfView([first]: readonly Slice[], note: Note): void {
  if (!first?.pixelSpacing || Math.min(first.rows, first.columns) < LEAST_PIXELS) return;
  const [high, wide] = [first.rows * first.pixelSpacing[0], first.columns * first.pixelSpacing[1]];
  const side = Math.max(high, wide);
  if (side >= FIELD_OF_VIEW_MM[0] && side <= FIELD_OF_VIEW_MM[1]) return;
  note('field-of-view-implausible', { wideMm: wide, highMm: high });
}

function notePosition(slices: readonly Slice[], note: Note): void {
  const terms = [...new Set(slices.flatMap((slice) => slice.header?.patientPosition ?? []))].sort();
  const known = terms.flatMap((term) => {
    const text = describePatientPosition(term);
    return text === undefined ? [] : [{ term, text: `${text} (${term})` }];
  });
  if (known.length > 1) {
    note('patient-position-mixed', { positions: known.map(({ text }) => text) });
  } else if (known[0] !== undefined && known[0].term !== USUAL_POSITION) {
    note('patient-position', { position: known[0].text });
  }
}
