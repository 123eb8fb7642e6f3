import type { Slice } from '@ichor/ct';
import type { Attributes } from './data-set.ts';

type Geometry = Pick<
  Slice,
  | 'pixelSpacing'
  | 'imagePositionPatient'
  | 'imageOrientationPatient'
  | 'instanceNumber'
  | 'sliceThicknessMm'
  | 'spacingBetweenSlicesMm'
>;

/** From row to row or column to column; nobody is scanned with smaller or larger pixels. */
const PIXEL_MM = [0.02, 20] as const;

/** Where a slice lies (PS3.3 C.7.6.2). What is absent or can't be right is left out, and the latter complained of. */
export function sliceGeometry(
  attributes: Attributes,
  complain: (code: string, message: string) => void,
): Geometry {
  const position = numbers(attributes, 0x00200032, 3);
  if (position === null)
    complain('position-invalid', 'ImagePositionPatient is not three numbers, and was left out.');
  let orientation = numbers(attributes, 0x00200037, 6);
  if (orientation !== undefined && !(orientation !== null && areDirections(orientation))) {
    complain(
      'orientation-invalid',
      'ImageOrientationPatient is not two directions at right angles, and was left out.',
    );
    orientation = undefined;
  }
  let spacing = numbers(attributes, 0x00280030, 2);
  if (spacing !== undefined && !spacing?.every((mm) => mm >= PIXEL_MM[0] && mm <= PIXEL_MM[1])) {
    complain(
      'pixel-spacing-invalid',
      'PixelSpacing is not two lengths that pixels of a CT have, and was left out.',
    );
    spacing = undefined;
  }
  const [thickness] = numbers(attributes, 0x00180050, 1) ?? [];
  const [between] = numbers(attributes, 0x00180088, 1) ?? [];
  const [instanceNumber] = numbers(attributes, 0x00200013, 1) ?? [];
  return {
    imagePositionPatient: (position ?? undefined) as Slice['imagePositionPatient'],
    imageOrientationPatient: (orientation ?? undefined) as Slice['imageOrientationPatient'],
    pixelSpacing: (spacing ?? undefined) as Slice['pixelSpacing'],
    sliceThicknessMm: thickness !== undefined && thickness > 0 ? thickness : undefined,
    // Below 0 it is an obsolete way of telling the order.
    spacingBetweenSlicesMm: between !== undefined && between !== 0 ? Math.abs(between) : undefined,
    instanceNumber,
  };
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
