import type { Attributes } from './data-set.ts';
import { LEGAL_CODE, Malformed, rescaleInvalid, unsupportedPixels } from './errors.ts';
import { hasModalityLut, type ModalityLut, modalityLut } from './modality-lut.ts';

/** How stored cells become values: the image pixel module (PS3.3 C.7.6.3) and the modality LUT (C.11.1). */
export interface PixelDescription {
  readonly rows: number;
  readonly columns: number;
  readonly frames: number;
  readonly bitsAllocated: number;
  readonly bitsStored: number;
  readonly highBit: number;
  readonly signed: boolean;
  readonly slope: number;
  readonly intercept: number;
  /** Whether the header gives slope and intercept; without them 1 and 0 stand in, with a notice. */
  readonly rescaled: boolean;
  /** Stands in place of slope and intercept. */
  readonly lut: ModalityLut | undefined;
  /** Stored values from the first to the second, both included, mean "no data here". */
  readonly padding: readonly [number, number] | undefined;
}

/** 8192 x 8192, sixteen times what any CT scanner makes, and as much memory as a decoder may ask for. */
const MOST_PIXELS = 2 ** 26;
/** Of all frames: 2 GiB of Hounsfield units. A few bytes of a compressed stream can stand for any number of them. */
const MOST_PIXELS_OF_FILE = 2 ** 30;

const CORRUPT_HEADER = 'Fetch the file again, or ask for this slice to be sent anew.';

/** @throws Malformed 'unsupported-pixels', 'dicom-corrupt', 'rescale-invalid'. */
export function pixelDescription(attributes: Attributes): PixelDescription {
  const rows = attributes.unsigned(0x00280010) ?? 0;
  const columns = attributes.unsigned(0x00280011) ?? 0;
  if (rows === 0 || columns === 0) throw headerError('gives no Rows or no Columns');
  const samples = attributes.unsigned(0x00280002) ?? 1;
  const photometric = attributes.text(0x00280004) ?? 'MONOCHROME2';
  if (samples !== 1 || !/^MONOCHROME[12]$/.test(photometric)) {
    const legal = LEGAL_CODE.test(photometric) ? photometric : 'an illegal PhotometricInterpretation';
    throw unsupportedPixels(`holds colours (${legal}, ${samples} samples a pixel), not Hounsfield units`);
  }
  const frames = attributes.decimal(0x00280008) ?? 1;
  if (!(Number.isInteger(frames) && frames >= 1)) throw headerError('has a NumberOfFrames that is none');
  if (rows * columns > MOST_PIXELS || frames * rows * columns > MOST_PIXELS_OF_FILE) {
    throw unsupportedPixels(
      `says that it holds ${frames} x ${rows} x ${columns} pixels, more than any CT image`,
    );
  }
  const { bitsAllocated, bitsStored, highBit } = cellLayout(attributes);
  const representation = attributes.unsigned(0x00280103) ?? 0;
  if (representation > 1)
    throw headerError(`has the PixelRepresentation ${representation}, which does not exist`);
  const signed = representation === 1;
  return {
    rows,
    columns,
    frames,
    bitsAllocated,
    bitsStored,
    highBit,
    signed,
    ...rescale(attributes, signed),
    padding: padding(attributes, signed),
  };
}

function cellLayout(attributes: Attributes): { bitsAllocated: number; bitsStored: number; highBit: number } {
  const bitsAllocated = attributes.unsigned(0x00280100) ?? 16;
  if (bitsAllocated !== 8 && bitsAllocated !== 16) {
    throw unsupportedPixels(`has ${bitsAllocated} bits a pixel, and only 8 and 16 are read`);
  }
  const bitsStored = attributes.unsigned(0x00280101) ?? bitsAllocated;
  const highBit = attributes.unsigned(0x00280102) ?? bitsStored - 1;
  if (
    bitsStored === 0 ||
    bitsStored > bitsAllocated ||
    highBit >= bitsAllocated ||
    highBit + 1 < bitsStored
  ) {
    throw headerError(
      `contradicts itself: BitsAllocated ${bitsAllocated}, BitsStored ${bitsStored}, HighBit ${highBit}`,
    );
  }
  return { bitsAllocated, bitsStored, highBit };
}

function rescale(
  attributes: Attributes,
  signed: boolean,
): Pick<PixelDescription, 'slope' | 'intercept' | 'rescaled' | 'lut'> {
  const slope = attributes.decimal(0x00281053);
  const intercept = attributes.decimal(0x00281052);
  if (slope === undefined && intercept === undefined && hasModalityLut(attributes)) {
    return { slope: 1, intercept: 0, rescaled: true, lut: modalityLut(attributes, signed) };
  }
  if (Number.isNaN(slope) || Number.isNaN(intercept) || slope === 0) {
    throw rescaleInvalid("has a RescaleSlope or RescaleIntercept that can't be right");
  }
  return {
    slope: slope ?? 1,
    intercept: intercept ?? 0,
    rescaled: slope !== undefined && intercept !== undefined,
    lut: undefined,
  };
}

/** PixelPaddingValue and its limit, in either order (PS3.3 C.7.5.1.1.2). */
function padding(attributes: Attributes, signed: boolean): readonly [number, number] | undefined {
  const value = attributes.unsigned(0x00280120);
  if (value === undefined) return undefined;
  const limit = attributes.unsigned(0x00280121) ?? value;
  const [a, b] = signed ? [(value << 16) >> 16, (limit << 16) >> 16] : [value, limit];
  return [Math.min(a, b), Math.max(a, b)];
}

const headerError = (problem: string): Malformed => new Malformed('dicom-corrupt', problem, CORRUPT_HEADER);
