import type { Slice } from '@ichor/ct';
import type { Complain } from '../complaint.ts';
import type { Attributes } from '../part10/data-set.ts';
import { quoted } from '../quoted.ts';
import { TAG } from '../tags.ts';

type Geometry = Pick<
  Slice,
  | 'pixelSpacing'
  | 'pixelSpacingInvalid'
  | 'imagePositionPatient'
  | 'imageOrientationPatient'
  | 'frameOfReferenceUid'
  | 'sliceLocationMm'
  | 'instanceNumber'
  | 'sliceThicknessMm'
  | 'spacingBetweenSlicesMm'
>;

/** From row to row or column to column; nobody is scanned with smaller or larger pixels. */
const PIXEL_MM = [0.02, 20] as const;

/** Where a slice lies (PS3.3 C.7.6.2). What is absent or can't be right is left out, and the latter complained of. */
export function sliceGeometry(attributes: Attributes, complain: Complain): Geometry {
  const position = numbers(attributes, TAG.ImagePositionPatient, 3);
  if (position === null)
    complain('position-invalid', { why: whyNot(attributes, TAG.ImagePositionPatient, 3) });
  let orientation = numbers(attributes, TAG.ImageOrientationPatient, 6);
  if (orientation !== undefined && !(orientation !== null && areDirections(orientation))) {
    complain('orientation-invalid', { why: whyNot(attributes, TAG.ImageOrientationPatient, 6) });
    orientation = undefined;
  }
  let spacing = numbers(attributes, TAG.PixelSpacing, 2);
  const pixelSpacingInvalid =
    spacing !== undefined && !spacing?.every((mm) => mm >= PIXEL_MM[0] && mm <= PIXEL_MM[1]);
  if (pixelSpacingInvalid) {
    complain('pixel-spacing-invalid', { why: whyNot(attributes, TAG.PixelSpacing, 2) });
    spacing = undefined;
  }
  const [thickness] = numbers(attributes, TAG.SliceThickness, 1) ?? [];
  const [between] = numbers(attributes, TAG.SpacingBetweenSlices, 1) ?? [];
  const [location] = numbers(attributes, TAG.SliceLocation, 1) ?? [];
  const [instanceNumber] = numbers(attributes, TAG.InstanceNumber, 1) ?? [];
  return {
    imagePositionPatient: (position ?? undefined) as Slice['imagePositionPatient'],
    imageOrientationPatient: (orientation ?? undefined) as Slice['imageOrientationPatient'],
    pixelSpacing: (spacing ?? undefined) as Slice['pixelSpacing'],
    ...(pixelSpacingInvalid && { pixelSpacingInvalid }),
    sliceThicknessMm: thickness !== undefined && thickness > 0 ? thickness : undefined,
    // Below 0 it is an obsolete way of telling the order.
    spacingBetweenSlicesMm: between !== undefined && between !== 0 ? Math.abs(between) : undefined,
    frameOfReferenceUid: attributes.text(TAG.FrameOfReferenceUID),
    sliceLocationMm: location,
    instanceNumber,
  };
}

/** What is wrong with the values, in words that are the same for all slices that have the same fault. */
function whyNot(attributes: Attributes, tag: number, count: number): string {
  const texts = attributes.texts(tag) ?? [];
  const text = texts.join('\\');
  if (tag !== TAG.ImagePositionPatient) return `it says ${quoted(text, count)}`;
  if (texts.length !== count) return `it has ${texts.length} ${texts.length === 1 ? 'value' : 'values'}`;
  const wrong = texts.filter((_, i) => !Number.isFinite(attributes.decimals(tag)?.[i]));
  return wrong.every((one) => one.includes(','))
    ? 'commas part its decimals'
    : `it says ${quoted(text, count)}`;
}

/** Exactly `count` finite numbers; undefined where there is no value, null where it is anything else. */
function numbers(attributes: Attributes, tag: number, count: number): number[] | undefined | null {
  const values = attributes.decimals(tag);
  if (values === undefined) return undefined;
  return values.length === count && values.every(Number.isFinite) ? values : null;
}

/** Unit length and a right angle, within what DS rounding and sloppy writers leave. */
function areDirections([a = 0, b = 0, c = 0, d = 0, e = 0, f = 0]: readonly number[]): boolean {
  return (
    Math.abs(Math.hypot(a, b, c) - 1) < 0.01 &&
    Math.abs(Math.hypot(d, e, f) - 1) < 0.01 &&
    Math.abs(a * d + b * e + c * f) < 0.01
  );
}
