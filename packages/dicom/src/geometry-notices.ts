import type { Slice } from '@ichor/ct';
import { type MissingSlices, missingSlices } from './missing-slices.ts';
import { overlappingSlices } from './overlapping-slices.ts';
import { describePatientPosition, USUAL_POSITION } from './patient-position.ts';
import { describeSpacing } from './spacing.ts';
import type { StackShape } from './stack-shape.ts';

type Note = (code: string, message: string, of?: readonly Slice[]) => void;

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
 * @param holes of `holesIn`
 */
export function noteGeometry(
  slices: readonly Slice[],
  positionsMm: readonly number[],
  shape: StackShape,
  holes: readonly MissingSlices[],
  note: Note,
): void {
  if (arePlaced(slices)) noteDistances(slices, positionsMm, holes, note);
  noteDirection(slices, shape, note);
  const bare = slices.filter((slice) => slice.pixelSpacing === undefined);
  if (bare.length > 0) {
    note(
      'pixel-spacing-missing',
      'The size of the pixels is unknown: the header has no PixelSpacing.',
      slices,
    );
  }
  const [down, across] = slices[0]?.pixelSpacing ?? [1, 1];
  if (Math.max(down, across) > SQUARE * Math.min(down, across)) {
    note(
      'pixels-not-square',
      `The pixels are not square: ${down.toFixed(3)} mm from row to row, ${across.toFixed(3)} mm from column to column.`,
    );
  }
  noteFieldOfView(slices, note);
  notePosition(slices, note);
}

/** Where slices of a stack are missing; nowhere where positions were made up, which show nothing. */
export const holesIn = (slices: readonly Slice[], positionsMm: readonly number[]): MissingSlices[] =>
  arePlaced(slices)
    ? missingSlices(
        positionsMm,
        slices.map((slice) => slice.sliceThicknessMm),
      )
    : [];

const arePlaced = (slices: readonly Slice[]): boolean =>
  slices.every((slice) => slice.imagePositionPatient !== undefined);

function noteDistances(
  slices: readonly Slice[],
  positionsMm: readonly number[],
  holes: readonly MissingSlices[],
  note: Note,
): void {
  const spacing = describeSpacing(positionsMm);
  if (spacing !== undefined) note('spacing-irregular', spacing);
  for (const { after, count, gapMm, stepMm } of holes) {
    note(
      'slices-missing',
      `Between slices ${after + 1} and ${after + 2} from the skull base ${count === 1 ? 'one seems' : `${count} seem`} to be missing: they are ${gapMm.toFixed(2)} mm apart, their neighbours ${stepMm.toFixed(2)} mm.`,
      slices.slice(after, after + 2),
    );
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
  const [stated, found] = [wrong, gaps].map((values) => [Math.min(...values), Math.max(...values)]);
  note(
    'spacing-contradicted',
    `SpacingBetweenSlices says ${rangeOf(stated)}, the positions ${rangeOf(found)}; the positions were used.`,
  );
}

const rangeOf = ([low = 0, high = 0]: readonly number[] = []): string =>
  low.toFixed(2) === high.toFixed(2) ? `${low.toFixed(2)} mm` : `${low.toFixed(2)} to ${high.toFixed(2)} mm`;

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
  const unseen = Math.max(...apart.map(({ unseenMm }) => unseenMm)).toFixed(1);
  note(
    'slices-apart',
    `${all ? 'All slices lie' : `At ${apart.length} of ${gaps.length} places slices lie`} further apart than they are thick: up to ${unseen} mm between two of them is shown by none.`,
    all ? [] : slices.filter((_, i) => apart.some(({ at }) => at === i || at === i - 1)),
  );
}

function noteOverlaps(slices: readonly Slice[], positionsMm: readonly number[], note: Note): void {
  const thicknesses = slices.map((slice) => slice.sliceThicknessMm);
  const overlaps = overlappingSlices(positionsMm, thicknesses);
  if (overlaps.length === 0) return;
  const nearest = Math.min(...overlaps.map(({ gapMm }) => gapMm)).toFixed(2);
  const all = overlaps.length === slices.length - 1;
  note(
    'slices-overlap',
    all
      ? `All slices overlap: they are as near as ${nearest} mm and thicker than that.`
      : `Slices overlap at ${overlaps.length} of ${slices.length - 1} places; the nearest are ${nearest} mm apart.`,
    all ? [] : slices.filter((_, i) => overlaps.some(({ at }) => at === i || at === i - 1)),
  );
}

function noteDirection(slices: readonly Slice[], shape: StackShape, note: Note): void {
  const { plane, tiltDegrees, shearDegrees, bendMm, turnDegrees } = shape;
  const tilt = tiltDegrees.toFixed(1);
  // A scanner with a tilted gantry moves the table along the patient, so that the stack is sheared.
  const sheared = slices.length < 2 || shearDegrees > tiltDegrees / 2;
  if (tiltDegrees > NOT_AXIAL_DEGREES) {
    note('not-axial', `The slices are ${plane}: they stand ${tilt} degrees from axial.`);
  } else if (tiltDegrees >= TILT_DEGREES && sheared) {
    note('gantry-tilt', `The slices are tilted by ${tilt} degrees.`);
  } else if (tiltDegrees >= TILT_DEGREES) {
    note(
      'oblique',
      `The slices are oblique: ${tilt} degrees from axial, without the shear of a tilted gantry.`,
    );
  }
  if (slices.length > 1 && shearDegrees >= SHEAR_DEGREES && tiltDegrees < TILT_DEGREES) {
    note(
      'stack-sheared',
      `Each slice is displaced against the last: the stack leans by ${shearDegrees.toFixed(1)} degrees.`,
    );
  }
  if (bendMm > BEND_MM) {
    note(
      'stack-not-straight',
      `The slices lie up to ${bendMm.toFixed(1)} mm beside a straight line: their field of view was moved.`,
    );
  }
  if (tiltDegrees <= NOT_AXIAL_DEGREES && turnDegrees >= TURN_DEGREES) {
    note(
      'turned-in-plane',
      `The pictures are turned by ${turnDegrees.toFixed(1)} degrees against the patient.`,
    );
  }
  const said = new Set(slices.flatMap((slice) => slice.gantryTiltDegrees ?? []));
  const [header] = said;
  if (header === undefined || tiltDegrees > NOT_AXIAL_DEGREES) return;
  if (said.size > 1 || Math.abs(Math.abs(header) - tiltDegrees) > SAME_TILT_DEGREES) {
    const stated = [...said].sort((a, b) => a - b).map((value) => value.toFixed(1));
    note(
      'gantry-tilt-contradicted',
      `GantryDetectorTilt says ${stated.join(' and ')} degrees, the orientation ${tilt}; the orientation was used.`,
    );
  }
}

function noteFieldOfView([first]: readonly Slice[], note: Note): void {
  if (!first?.pixelSpacing || Math.min(first.rows, first.columns) < LEAST_PIXELS) return;
  const [high, wide] = [first.rows * first.pixelSpacing[0], first.columns * first.pixelSpacing[1]];
  const side = Math.max(high, wide);
  if (side >= FIELD_OF_VIEW_MM[0] && side <= FIELD_OF_VIEW_MM[1]) return;
  note(
    'field-of-view-implausible',
    `By their PixelSpacing the pictures are ${wide.toFixed(0)} x ${high.toFixed(0)} mm, which is no picture of a head: no size or distance in them can be relied on.`,
  );
}

function notePosition(slices: readonly Slice[], note: Note): void {
  const terms = [...new Set(slices.flatMap((slice) => slice.patientPosition ?? []))].sort();
  const known = terms.flatMap((term) => {
    const text = describePatientPosition(term);
    return text === undefined ? [] : [{ term, text: `${text} (${term})` }];
  });
  if (known.length > 1) {
    note(
      'patient-position-mixed',
      `The slices name different positions of the patient: ${known.map(({ text }) => text).join('; ')}.`,
    );
  } else if (known[0] !== undefined && known[0].term !== USUAL_POSITION) {
    note(
      'patient-position',
      `The patient lay ${known[0].text}; sides come from the orientation of the slices.`,
    );
  }
}
