import { Rng, type Slice } from '@ichor/ct';
import { headHu } from '@ichor/testing/head-with-clot';
import { readInstance } from '../read-slices.ts';
import { TAG } from '../tags.ts';
import { type Attribute, encodePart10 } from '../write/encode-part10.ts';

const SIZE = 64;
const STEP_MM = 8;
const SLICES = 14;
const PIXEL_MM = 150 / SIZE;

/** How the slices of a noisy head are stored, and what their headers say of it. */
export interface StoredForm {
  /** What is written: (HU - intercept) / slope, in so many bits. */
  readonly store: (hu: number) => number;
  readonly bits: number;
  readonly signed: boolean;
  /** What the header says; undefined says nothing. */
  readonly slope?: number | undefined;
  readonly intercept?: number | undefined;
  /** What lies outside the scanner's circle, as a stored value. */
  readonly outside?: number | undefined;
  /** What lies in a frame along the picture's border, as a stored value. */
  readonly border?: number | undefined;
  readonly more?: readonly Attribute[] | undefined;
}

/** As most scanners write. */
export const UNSIGNED_12: StoredForm = {
  store: (hu) => hu + 1024,
  bits: 12,
  signed: false,
  slope: 1,
  intercept: -1024,
};

export const SIGNED_16: StoredForm = { store: (hu) => hu, bits: 16, signed: true, slope: 1, intercept: 0 };

/** For tests: the slices of a head of 64 x 64 pixels with noise, skull base first, written in a form and read again. */
export async function readHead(
  formOf: StoredForm | ((index: number) => StoredForm),
  { hu = (value: number) => value, noise = 6, slices = SLICES } = {},
): Promise<Slice[]> {
  const out: Slice[] = [];
  for (let index = 0; index < slices; index++) {
    const form = typeof formOf === 'function' ? formOf(index) : formOf;
    out.push(await readInstance(headFile(index, form, hu, noise), `slice ${index}`));
  }
  return out;
}

/** Noise as of a real head; what the bits can't hold is cut. */
function headFile(index: number, form: StoredForm, hu: (value: number) => number, noise: number): Uint8Array {
  const rng = Rng.of('stored head', index);
  const z = (index - (SLICES - 1) / 2) * STEP_MM;
  const low = form.signed ? -(2 ** (form.bits - 1)) : 0;
  const high = low + 2 ** form.bits - 1;
  const stored = new Uint16Array(SIZE * SIZE);
  for (let i = 0; i < stored.length; i++) {
    const [x, y] = [((i % SIZE) - SIZE / 2) * PIXEL_MM, (Math.floor(i / SIZE) - SIZE / 2) * PIXEL_MM];
    const measured = form.store(hu(Math.round(headHu([x, y, z]) + rng.normal(0, noise))));
    const beyond = Math.hypot(x, y) > 75 ? form.outside : undefined;
    const frame = Math.max(Math.abs(x), Math.abs(y)) > 65 ? form.border : undefined;
    const cut = frame ?? beyond ?? Math.max(low, Math.min(high, Math.round(measured)));
    stored[i] = cut & (2 ** form.bits - 1);
  }
  const decimal = (tag: number, value: number | undefined): Attribute[] =>
    value === undefined ? [] : [[tag, 'DS', [value]]];
  return encodePart10({
    sopClassUid: '1.2.840.10008.5.1.4.1.1.2',
    sopInstanceUid: `1.2.3.${index + 1}`,
    attributes: [
      [TAG.SOPInstanceUID, 'UI', `1.2.3.${index + 1}`],
      [TAG.Modality, 'CS', 'CT'],
      [TAG.PatientID, 'LO', 'P'],
      [TAG.StudyInstanceUID, 'UI', '1.2'],
      [TAG.SeriesInstanceUID, 'UI', '1.2.3'],
      [TAG.ImagePositionPatient, 'DS', [0, 0, z]],
      [TAG.ImageOrientationPatient, 'DS', [1, 0, 0, 0, 1, 0]],
      [TAG.Rows, 'US', SIZE],
      [TAG.Columns, 'US', SIZE],
      [TAG.PixelSpacing, 'DS', [PIXEL_MM, PIXEL_MM]],
      [TAG.BitsAllocated, 'US', 16],
      [TAG.BitsStored, 'US', form.bits],
      [TAG.HighBit, 'US', form.bits - 1],
      [TAG.PixelRepresentation, 'US', form.signed ? 1 : 0],
      ...decimal(TAG.RescaleIntercept, form.intercept),
      ...decimal(TAG.RescaleSlope, form.slope),
      ...(form.more ?? []),
      [TAG.PixelData, 'OW', new Uint8Array(stored.buffer)],
    ],
  });
}
