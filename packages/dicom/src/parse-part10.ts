import { DataSet, type Element } from './data-set.ts';
import { ElementParser, type Encoding, hasVr, PIXEL_DATA } from './element-parser.ts';
import { Malformed, unsupportedSyntax } from './errors.ts';
import { garbageBehind } from './garbage-behind.ts';
import { inflateDataSet } from './inflate-data-set.ts';
import { pictureFormat } from './picture-format.ts';
import {
  DEFLATED,
  EXPLICIT_BIG_ENDIAN,
  EXPLICIT_LITTLE_ENDIAN,
  IMPLICIT_LITTLE_ENDIAN,
  transferSyntax,
} from './transfer-syntaxes.ts';

/** A file taken apart. */
export interface Part10 {
  readonly transferSyntaxUid: string;
  readonly fileMeta: DataSet;
  readonly dataSet: DataSet;
  /** Offset behind the last element read; in a deflated file that of all its bytes. */
  readonly end: number;
  /** Whether bytes lie behind the pixels that are no data element. */
  readonly garbageBehind: boolean;
  /** What stopped the parser before it reached the end of the pixels; the elements before it are sound. */
  readonly stoppedBy: Malformed | undefined;
  /** Set where the file doesn't name its transfer syntax, or is not written as it says. */
  readonly syntaxDoubt: string | undefined;
}

/**
 * Takes a DICOM file apart (PS3.10, PS3.5 section 7), with or without preamble and file meta information, in either
 * VR encoding, either byte order, or deflated. Reads up to the pixels and nothing behind them; values stay where they
 * are.
 *
 * @param wanted stops the reading of the data set at the first tag for which it is false.
 * @throws Malformed 'not-dicom', 'transfer-syntax-unsupported' where not even the header can be read; what goes
 * wrong later stands in `stoppedBy`.
 */
export function parsePart10(given: Uint8Array, wanted: (tag: number) => boolean = () => true): Part10 {
  // A plain view: the slice() of Node's Buffer, which is a Uint8Array too, does not copy.
  const bytes = new Uint8Array(given.buffer, given.byteOffset, given.byteLength);
  const meta = new Map<number, Element>();
  let offset = findStart(bytes);
  // Explicit by the standard; some write it as they do the data set.
  const encoding = { explicit: hasVr(bytes, offset), littleEndian: true };
  const fileMeta = new DataSet(bytes, meta, encoding);
  try {
    offset = new ElementParser(bytes, encoding).elements(
      offset,
      bytes.length,
      meta,
      (tag) => tag >>> 16 === 2,
    );
  } catch (error) {
    return {
      transferSyntaxUid: fileMeta.text(0x00020010) ?? EXPLICIT_LITTLE_ENDIAN,
      fileMeta,
      dataSet: new DataSet(bytes, new Map(), encoding),
      end: offset,
      garbageBehind: false,
      stoppedBy: asMalformed(error),
      syntaxDoubt: undefined,
    };
  }
  const named = fileMeta.text(0x00020010);
  if (named !== undefined) {
    const known = transferSyntax(named);
    if (!known.headerReadable) throw unsupportedSyntax(known.name, named);
  }
  return { fileMeta, ...readDataSet(bytes, offset, named, wanted) };
}

function readDataSet(
  bytes: Uint8Array,
  start: number,
  named: string | undefined,
  wanted: (tag: number) => boolean,
): Omit<Part10, 'fileMeta'> {
  const elements = new Map<number, Element>();
  let body = bytes;
  let offset = start;
  let stoppedBy: Malformed | undefined;
  if (named === DEFLATED && looksLikeDataSet(bytes, start) === undefined) {
    const inflated = inflateDataSet(bytes.subarray(start));
    body = inflated.bytes;
    offset = 0;
    stoppedBy = inflated.stoppedBy;
  }
  const { encoding, transferSyntaxUid, syntaxDoubt } = encodingOf(body, offset, named, body !== bytes);
  try {
    offset = new ElementParser(body, encoding).elements(offset, body.length, elements, wanted);
  } catch (error) {
    stoppedBy ??= asMalformed(error);
  }
  const end = body === bytes ? offset : bytes.length;
  const dataSet = new DataSet(body, elements, encoding);
  const garbage = stoppedBy === undefined && dataSet.has(PIXEL_DATA) && garbageBehind(body, offset, encoding);
  return { transferSyntaxUid, dataSet, end, garbageBehind: garbage, stoppedBy, syntaxDoubt };
}

/** How the data set is written: as its transfer syntax says, unless its first element plainly shows another encoding. */
function encodingOf(
  bytes: Uint8Array,
  offset: number,
  named: string | undefined,
  inflated: boolean,
): { encoding: Encoding; transferSyntaxUid: string; syntaxDoubt: string | undefined } {
  const seen = looksLikeDataSet(bytes, offset);
  if (named === undefined) {
    const encoding = seen ?? { explicit: hasVr(bytes, offset), littleEndian: true };
    return {
      encoding,
      transferSyntaxUid: !encoding.explicit
        ? IMPLICIT_LITTLE_ENDIAN
        : encoding.littleEndian
          ? EXPLICIT_LITTLE_ENDIAN
          : EXPLICIT_BIG_ENDIAN,
      syntaxDoubt: 'The file does not name its transfer syntax; it was found from the bytes.',
    };
  }
  const said: Encoding = {
    explicit: named !== IMPLICIT_LITTLE_ENDIAN,
    littleEndian: named !== EXPLICIT_BIG_ENDIAN,
  };
  const plainly =
    seen !== undefined &&
    (seen.explicit !== said.explicit ||
      seen.littleEndian !== said.littleEndian ||
      (named === DEFLATED && !inflated));
  if (!plainly) return { encoding: said, transferSyntaxUid: named, syntaxDoubt: undefined };
  const written = `${seen.explicit ? 'explicit' : 'implicit'} VR, ${seen.littleEndian ? 'little' : 'big'} endian`;
  return {
    encoding: seen,
    transferSyntaxUid: named,
    syntaxDoubt: `The file names the transfer syntax ${transferSyntax(named).name} but its header is written with ${written}, and was read so.`,
  };
}

function asMalformed(error: unknown): Malformed {
  if (error instanceof Malformed) return error;
  throw error;
}

/** Offset of the first element: behind the preamble, behind a bare "DICM", or 0. */
function findStart(bytes: Uint8Array): number {
  if (isMagic(bytes, 128)) return 132;
  if (isMagic(bytes, 0)) return 4;
  if (looksLikeDataSet(bytes, 0) !== undefined) return 0;
  const picture = pictureFormat(bytes);
  if (picture === undefined) {
    throw new Malformed('not-dicom', 'is not a DICOM file', 'Give it DICOM files of a head CT.');
  }
  throw new Malformed(
    'not-dicom',
    `is a ${picture} picture, not a DICOM file: it has no Hounsfield units, no side and no scale`,
    'Give the DICOM files; where the window that is baked in is known, `ichor analyze --window LEVEL/WIDTH` reads pictures.',
  );
}

const isMagic = (bytes: Uint8Array, offset: number): boolean =>
  String.fromCharCode(...bytes.subarray(offset, offset + 4)) === 'DICM';

/** How a data set is written that begins here, by its first element: one of group 2 or 8; undefined where none does. */
function looksLikeDataSet(bytes: Uint8Array, offset: number): Encoding | undefined {
  if (offset + 8 > bytes.length) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset + offset, 8);
  for (const littleEndian of [true, false]) {
    const group = view.getUint16(0, littleEndian);
    const element = view.getUint16(2, littleEndian);
    if ((group !== 0x0002 && group !== 0x0008) || element > 0x2300) continue;
    if (hasVr(bytes, offset)) return { explicit: true, littleEndian };
    const fits = offset + 8 + view.getUint32(4, true) <= bytes.length;
    if (littleEndian && group === 0x0008 && fits) return { explicit: false, littleEndian };
  }
  return undefined;
}
