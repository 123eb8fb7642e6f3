import type { Slice } from '@ichor/ct';
import { missingSlices } from './missing-slices.ts';
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

/**
 * What a reader must know about where the slices of one stack lie.
 *
 * @param slices in order, with their strictly rising positions
 */
export function noteGeometry(
  slices: readonly Slice[],
  positionsMm: readonly number[],
  shape: StackShape,
  note: Note,
): void {
  noteSpacing(slices, positionsMm, note);
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
  notePosition(slices, note);
}

function noteSpacing(slices: readonly Slice[], positionsMm: readonly number[], note: Note): void {
  const spacing = describeSpacing(positionsMm);
  if (spacing !== undefined) note('spacing-irregular', spacing);
  // Positions that were made up show nothing.
  if (slices.some((slice) => slice.imagePositionPatient === undefined)) return;
  const thicknesses = slices.map((slice) => slice.sliceThicknessMm);
  for (const { after, count, gapMm, stepMm } of missingSlices(positionsMm, thicknesses)) {
    note(
      'slices-missing',
      `Between slices ${after + 1} and ${after + 2} from the skull base ${count === 1 ? 'one seems' : `${count} seem`} to be missing: they are ${gapMm.toFixed(2)} mm apart, their neighbours ${stepMm.toFixed(2)} mm.`,
      slices.slice(after, after + 2),
    );
  }
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
