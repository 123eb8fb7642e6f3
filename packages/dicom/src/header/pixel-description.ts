import type { NoticeParams } from '@ichor/notices';
import { headerWrong, rescaleInvalid, unsupportedPixels } from '../errors.ts';
import { hasModalityLut, type ModalityLut, modalityLut } from '../hounsfield/modality-lut.ts';
import type { Attributes } from '../part10/data-set.ts';
import { quoted } from '../quoted.ts';
import { TAG } from '../tags.ts';

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
  /** Whether the header says that the pixels were compressed with loss, now or at an earlier time. */
  readonly lossy?: boolean;
  /** What the header says that can't be, and leaves no doubt of a pixel. */
  readonly doubts?: readonly HeaderDoubt[];
}

type HeaderDoubt = NoticeParams<'pixel-header-doubtful'>;

/** 8192 x 8192, sixteen times what any CT scanner makes, and as much memory as a decoder may ask for. */
const MOST_PIXELS = 2 ** 26;
/** Of all frames: 2 GiB of Hounsfield units. A few bytes of a compressed stream can stand for any number of them. */
const MOST_PIXELS_OF_FILE = 2 ** 30;
/** Each is described by itself, which takes far more memory than a pixel. */
const MOST_FRAMES = 2 ** 16;

/** Whether PhotometricInterpretation says grey values, or is absent; some leave its number out, or write small letters. */
export const isGrey = (attributes: Attributes): boolean =>
  /^MONOCHROME[12]?$/i.test(attributes.text(TAG.PhotometricInterpretation) ?? 'MONOCHROME2');

/** @throws Malformed 'unsupported-pixels', 'dicom-corrupt', 'rescale-invalid'. */
export function pixelDescription(attributes: Attributes): PixelDescription {
  const rows = attributes.unsigned(TAG.Rows) ?? 0;
  const columns = attributes.unsigned(TAG.Columns) ?? 0;
  if (rows === 0 || columns === 0) throw headerWrong('gives no Rows or no Columns before its pixels');
  const samples = attributes.unsigned(TAG.SamplesPerPixel) ?? 1;
  const photometric = attributes.text(TAG.PhotometricInterpretation) ?? 'MONOCHROME2';
  if (samples !== 1 || !isGrey(attributes)) {
    throw unsupportedPixels(
      `holds no grey values (PhotometricInterpretation ${quoted(photometric)}, ${samples} samples a pixel), and so no Hounsfield units`,
    );
  }
  const frames = numberOfFrames(attributes);
  if (rows * columns > MOST_PIXELS || frames * rows * columns > MOST_PIXELS_OF_FILE || frames > MOST_FRAMES) {
    throw unsupportedPixels(
      `says that it holds ${frames} x ${rows} x ${columns} pixels, more than any CT image`,
    );
  }
  const { bitsAllocated, bitsStored, highBit, doubts } = cellLayout(attributes);
  const representation = attributes.unsigned(TAG.PixelRepresentation) ?? 0;
  if (representation > 1)
    throw headerWrong(`has the PixelRepresentation ${representation}, which does not exist`);
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
    doubts: [...doubts, ...doubtsOf(attributes)],
    lossy: attributes.text(TAG.LossyImageCompression) === '01',
  };
}

function numberOfFrames(attributes: Attributes): number {
  const frames = attributes.decimal(TAG.NumberOfFrames) ?? 1;
  // There are as many pixels as in one frame, or else it is refused for that.
  if (Number.isInteger(frames)) return Math.max(1, frames);
  throw headerWrong(
    `has the NumberOfFrames ${quoted(attributes.text(TAG.NumberOfFrames) ?? '')}, which is no number`,
  );
}

/** What is wrong with the header and changes no pixel. */
function doubtsOf(attributes: Attributes): HeaderDoubt[] {
  const doubts: HeaderDoubt[] = [];
  const frames = attributes.decimal(TAG.NumberOfFrames);
  if (frames !== undefined && frames < 1) doubts.push({ frames });
  const photometric = attributes.text(TAG.PhotometricInterpretation);
  if (photometric !== undefined && !/^MONOCHROME[12]$/.test(photometric))
    doubts.push({ photometric: quoted(photometric) });
  return doubts;
}

function cellLayout(attributes: Attributes): Pick<
  PixelDescription,
  'bitsAllocated' | 'bitsStored' | 'highBit'
> & {
  readonly doubts: readonly HeaderDoubt[];
} {
  const bitsAllocated = attributes.unsigned(TAG.BitsAllocated) ?? 16;
  if (bitsAllocated !== 8 && bitsAllocated !== 16) {
    throw unsupportedPixels(`has ${bitsAllocated} bits a pixel, and only 8 and 16 are read`);
  }
  const bitsStored = attributes.unsigned(TAG.BitsStored) ?? bitsAllocated;
  const highBit = attributes.unsigned(TAG.HighBit) ?? bitsStored - 1;
  // Where all bits are stored, they are all there is.
  if (bitsStored === bitsAllocated && highBit !== bitsStored - 1) {
    return { bitsAllocated, bitsStored, highBit: bitsStored - 1, doubts: [{ highBit, bitsStored }] };
  }
  if (
    bitsStored === 0 ||
    bitsStored > bitsAllocated ||
    highBit >= bitsAllocated ||
    highBit + 1 < bitsStored
  ) {
    throw headerWrong(
      `contradicts itself: BitsAllocated ${bitsAllocated}, BitsStored ${bitsStored}, HighBit ${highBit}`,
    );
  }
  return { bitsAllocated, bitsStored, highBit, doubts: [] };
}

function rescale(
  attributes: Attributes,
  signed: boolean,
): Pick<PixelDescription, 'slope' | 'intercept' | 'rescaled' | 'lut'> {
  const slope = theOnly(attributes, 'RescaleSlope', TAG.RescaleSlope);
  const intercept = theOnly(attributes, 'RescaleIntercept', TAG.RescaleIntercept);
  if (slope === undefined && intercept === undefined && hasModalityLut(attributes)) {
    return { slope: 1, intercept: 0, rescaled: true, lut: modalityLut(attributes, signed) };
  }
  if (slope === 0) throw rescaleInvalid('has the RescaleSlope 0, which makes all pixels one value');
  return {
    slope: slope ?? 1,
    intercept: intercept ?? 0,
    rescaled: slope !== undefined && intercept !== undefined,
    lut: undefined,
  };
}

/** The one number of an attribute, which some write more than once; undefined where it is absent. */
function theOnly(attributes: Attributes, name: string, tag: number): number | undefined {
  const values = attributes.decimals(tag);
  const [first] = values ?? [];
  if (values === undefined || first === undefined) return undefined;
  const text = attributes.text(tag) ?? '';
  if (values.some(Number.isNaN)) {
    const comma = text.includes(',') ? ': a comma parts no decimals in DICOM' : '';
    throw rescaleInvalid(`has the ${name} ${quoted(text, values.length)}, which is no number${comma}`);
  }
  if (values.some((value) => value !== first)) {
    throw rescaleInvalid(`has the ${name} ${quoted(text, values.length)}, and only one number can be right`);
  }
  return first;
}

/** PixelPaddingValue and its limit, in either order (PS3.3 C.7.5.1.1.2). */
function padding(attributes: Attributes, signed: boolean): readonly [number, number] | undefined {
  const value = attributes.unsigned(TAG.PixelPaddingValue);
  if (value === undefined) return undefined;
  const limit = attributes.unsigned(TAG.PixelPaddingRangeLimit) ?? value;
  const [a, b] = signed ? [(value << 16) >> 16, (limit << 16) >> 16] : [value, limit];
  return [Math.min(a, b), Math.max(a, b)];
}
