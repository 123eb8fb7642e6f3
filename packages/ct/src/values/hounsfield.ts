/** Hounsfield units beyond this are saturated. */
export const LARGEST_HU = 32767;

/**
 * Hounsfield units of a stored value: value * slope + intercept in float64 (DICOM PS3.3 C.11.1.1.2), rounded to nearest,
 * ties away from zero, saturated at +-32767.
 */
export const hounsfield = (value: number, slope: number, intercept: number): number =>
  saturatedHu(unboundedHounsfield(value, slope, intercept));

/** The same before it is saturated. */
export function unboundedHounsfield(value: number, slope: number, intercept: number): number {
  const exact = value * slope + intercept;
  return Math.sign(exact) * Math.round(Math.abs(exact));
}

/** Hounsfield units within +-32767. */
export const saturatedHu = (hu: number): number => Math.max(-LARGEST_HU, Math.min(LARGEST_HU, hu));
