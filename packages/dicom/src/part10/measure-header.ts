import { Malformed } from '@ichor/notices';
import { TAG } from '../tags.ts';
import { DataSet, type Element } from './data-set.ts';
import { ElementParser } from './element-parser.ts';
import { looksLikeDataSet } from './looks-like-data-set.ts';

const PIXEL_GROUP = 0x7fe0;

/**
 * Where the pixels of a data set begin, and how many bytes they need by what the header says; undefined where that lies further on than the
 * bytes given, or can't be said.
 */
export function measureHeader(bytes: Uint8Array): { headerBytes: number; pixelBytes: number } | undefined {
  const encoding = looksLikeDataSet(bytes, 0) ?? { explicit: true, littleEndian: true };
  const elements = new Map<number, Element>();
  let end: number;
  try {
    end = new ElementParser(bytes, encoding).elements(
      0,
      bytes.length,
      elements,
      (tag) => tag >>> 16 < PIXEL_GROUP,
    );
  } catch (error) {
    if (!(error instanceof Malformed)) throw error;
    // What lies behind the bytes may show how an element is written that by itself makes no sense.
    return undefined;
  }
  if (end >= bytes.length) return undefined;
  const dataSet = new DataSet(bytes, elements, encoding);
  const number = (tag: number, otherwise: number): number => dataSet.unsigned(tag) ?? otherwise;
  const frames = dataSet.decimal(TAG.NumberOfFrames) ?? 1;
  const bits =
    number(TAG.Rows, 0) *
    number(TAG.Columns, 0) *
    number(TAG.SamplesPerPixel, 1) *
    number(TAG.BitsAllocated, 16);
  const pixelBytes = Math.ceil((bits * frames) / 8);
  return { headerBytes: end, pixelBytes: Number.isFinite(pixelBytes) ? Math.max(0, pixelBytes) : 0 };
}
