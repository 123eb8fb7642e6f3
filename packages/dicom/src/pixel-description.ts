import type { Attributes } from './data-set.ts';
import { Malformed, unsupportedPixels } from './errors.ts';

/** How stored cells become values: the image pixel module (PS3.3 C.7.6.3) and the rescale of CT (C.8.2.1). */
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
  /** Stored values from the first to the second, both included, mean "no data here". */
  readonly padding: readonly [number, number] | undefined;
}

const CORRUPT_HEADER = 'Fetch the file again, or ask for this slice to be sent anew.';

/** @throws Malformed 'unsupported-pixels', 'dicom-corrupt', 'rescale-invalid'. */
export function pixelDescription(dataSet: Attributes): PixelDescription {
  const rows = dataSet.unsigned(0x00280010) ?? 0;
  const columns = dataSet.unsigned(0x00280011) ?? 0;
  if (rows === 0 || columns === 0) throw headerError('gives no Rows or no Columns');
  const samples = dataSet.unsigned(0x00280002) ?? 1;
  const photometric = dataSet.text(0x00280004) ?? 'MONOCHROME2';
  if (samples !== 1 || !/^MONOCHROME[12]$/.test(photometric)) {
    throw unsupportedPixels(
      `holds colours (${JSON.stringify(photometric)}, ${samples} samples a pixel), not Hounsfield units`,
    );
  }
  const frames = dataSet.decimal(0x00280008) ?? 1;
  if (!(Number.isInteger(frames) && frames >= 1)) throw headerError('has a NumberOfFrames that is none');
  const { bitsAllocated, bitsStored, highBit } = cellLayout(dataSet);
  const representation = dataSet.unsigned(0x00280103) ?? 0;
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
    ...rescale(dataSet),
    padding: padding(dataSet, signed),
  };
}

function cellLayout(dataSet: Attributes): { bitsAllocated: number; bitsStored: number; highBit: number } {
  const bitsAllocated = dataSet.unsigned(0x00280100) ?? 16;
  if (bitsAllocated !== 8 && bitsAllocated !== 16) {
    throw unsupportedPixels(`has ${bitsAllocated} bits a pixel, and only 8 and 16 are read`);
  }
  const bitsStored = dataSet.unsigned(0x00280101) ?? bitsAllocated;
  const highBit = dataSet.unsigned(0x00280102) ?? bitsStored - 1;
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

function rescale(dataSet: Attributes): { slope: number; intercept: number; rescaled: boolean } {
  const slope = dataSet.decimal(0x00281053);
  const intercept = dataSet.decimal(0x00281052);
  if (slope === undefined && intercept === undefined && dataSet.has(0x00283000)) {
    throw unsupportedPixels('maps its values by a table (Modality LUT Sequence), which is not read yet');
  }
  if (Number.isNaN(slope) || Number.isNaN(intercept) || slope === 0) {
    throw new Malformed(
      'rescale-invalid',
      "has a RescaleSlope or RescaleIntercept that can't be right",
      'Ask for this slice to be sent anew, or have its header corrected.',
    );
  }
  return {
    slope: slope ?? 1,
    intercept: intercept ?? 0,
    rescaled: slope !== undefined && intercept !== undefined,
  };
}

/** PixelPaddingValue and its limit, in either order (PS3.3 C.7.5.1.1.2). */
function padding(dataSet: Attributes, signed: boolean): readonly [number, number] | undefined {
  const value = dataSet.unsigned(0x00280120);
  if (value === undefined) return undefined;
  const limit = dataSet.unsigned(0x00280121) ?? value;
  const [a, b] = signed ? [(value << 16) >> 16, (limit << 16) >> 16] : [value, limit];
  return [Math.min(a, b), Math.max(a, b)];
}

const headerError = (problem: string): Malformed => new Malformed('dicom-corrupt', problem, CORRUPT_HEADER);
