import type { NoticeParams } from '@ichor/notices';
import { Malformed } from '@ichor/notices';
import type { Complaint } from '../complaint.ts';
import { unsupportedSyntax } from '../errors.ts';
import { TAG } from '../tags.ts';
import { DataSet, type Element } from './data-set.ts';
import { ElementParser, type Encoding, hasVr } from './element-parser.ts';
import { garbageBehind } from './garbage-behind.ts';
import { inflateDataSet } from './inflate-data-set.ts';
import { Irregularities } from './irregularities.ts';
import { looksLikeDataSet } from './looks-like-data-set.ts';
import { pictureFormat } from './picture-format.ts';
import {
  DEFLATED,
  EXPLICIT_BIG_ENDIAN,
  EXPLICIT_LITTLE_ENDIAN,
  IMPLICIT_LITTLE_ENDIAN,
  transferSyntax,
} from './transfer-syntaxes.ts';

/** Why the encoding of a file is not what it says. */
type SyntaxDoubt = NoticeParams<'transfer-syntax-guessed'>;

/** A file taken apart. */
export interface Part10 {
  readonly transferSyntaxUid: string;
  readonly fileMeta: DataSet;
  readonly dataSet: DataSet;
  /** Offset behind the last element read; in a deflated file behind the bytes that were inflated for it. */
  readonly end: number;
  /** Whether bytes lie behind the pixels that are no data element. */
  readonly garbageBehind: boolean;
  /** What stopped the parser before it reached the end of the pixels; the elements before it are sound. */
  readonly stoppedBy: Malformed | undefined;
  /** Set where the file doesn't name its transfer syntax, or is not written as it says. */
  readonly syntaxDoubt: SyntaxDoubt | undefined;
  /** What is written against the standard, and was read all the same. */
  readonly irregular: readonly Complaint[];
}

/**
 * Takes a DICOM file apart (PS3.10, PS3.5 section 7), with or without preamble and file meta information, in either
 * VR encoding, either byte order, or deflated. Reads up to the pixels and nothing behind them; values stay where they
 * are.
 *
 * @param wanted stops the reading of the data set at the first tag for which it is false.
 * @param options.headerOnly the pixels are not asked for: a deflated data set is inflated as far as they begin, and no further,
 * so that nothing is known of whether they are all there.
 * @throws Malformed 'not-dicom', 'transfer-syntax-unsupported' where not even the header can be read; what goes
 * wrong later stands in `stoppedBy`.
 */
export function parsePart10(
  given: Uint8Array,
  wanted: (tag: number) => boolean = () => true,
  { headerOnly = false }: { readonly headerOnly?: boolean } = {},
): Part10 {
  // A plain view: the slice() of Node's Buffer, which is a Uint8Array too, does not copy.
  const bytes = new Uint8Array(given.buffer, given.byteOffset, given.byteLength);
  const meta = new Map<number, Element>();
  let offset = findStart(bytes);
  // Explicit by the standard; some write it as they do the data set.
  const encoding = { explicit: hasVr(bytes, offset), littleEndian: true };
  const fileMeta = new DataSet(bytes, meta, encoding);
  const irregular = new Irregularities();
  try {
    offset = new ElementParser(bytes, encoding, irregular).elements(
      offset,
      bytes.length,
      meta,
      (tag) => tag >>> 16 === 2,
    );
  } catch (error) {
    return {
      transferSyntaxUid: fileMeta.text(TAG.TransferSyntaxUID) ?? EXPLICIT_LITTLE_ENDIAN,
      fileMeta,
      dataSet: new DataSet(bytes, new Map(), encoding),
      end: offset,
      garbageBehind: false,
      stoppedBy: asMalformed(error),
      syntaxDoubt: undefined,
      irregular: irregular.complaints(),
    };
  }
  const written = fileMeta.text(TAG.TransferSyntaxUID);
  // What no UID holds may stand behind one: ends of lines, or the rest of a longer value.
  const named = written?.match(/^[0-9.]+/)?.[0] ?? written;
  if (named !== undefined) {
    const known = transferSyntax(named);
    if (!known.headerReadable) throw unsupportedSyntax(known, named);
  }
  return { fileMeta, ...readDataSet(bytes, offset, named, wanted, irregular, headerOnly) };
}

function readDataSet(
  bytes: Uint8Array,
  start: number,
  named: string | undefined,
  wanted: (tag: number) => boolean,
  irregular: Irregularities,
  headerOnly: boolean,
): Omit<Part10, 'fileMeta'> {
  const elements = new Map<number, Element>();
  let body = bytes;
  let offset = start;
  let stoppedBy: Malformed | undefined;
  let end: number | undefined;
  if (named === DEFLATED && looksLikeDataSet(bytes, start) === undefined) {
    const inflated = inflateDataSet(bytes.subarray(start), { headerOnly });
    body = inflated.bytes;
    offset = 0;
    end = start + inflated.consumed;
    stoppedBy = inflated.stoppedBy;
  }
  const { encoding, transferSyntaxUid, syntaxDoubt } = encodingOf(body, offset, named, body !== bytes);
  try {
    offset = new ElementParser(body, encoding, irregular).elements(
      offset,
      body.length,
      elements,
      (tag) => wanted(tag) && !(headerOnly && body !== bytes && tag >>> 16 >= TAG.PixelData >>> 16),
    );
  } catch (error) {
    stoppedBy ??= asMalformed(error);
  }
  const dataSet = new DataSet(body, elements, encoding);
  const garbage =
    stoppedBy === undefined && dataSet.has(TAG.PixelData) && garbageBehind(body, offset, encoding);
  return {
    transferSyntaxUid,
    dataSet,
    end: end ?? offset,
    garbageBehind: garbage,
    stoppedBy,
    syntaxDoubt,
    irregular: irregular.complaints(),
  };
}

/** How the data set is written: as its transfer syntax says, unless its first element plainly shows another encoding. */
function encodingOf(
  bytes: Uint8Array,
  offset: number,
  named: string | undefined,
  inflated: boolean,
): { encoding: Encoding; transferSyntaxUid: string; syntaxDoubt: SyntaxDoubt | undefined } {
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
      syntaxDoubt: 'not-named',
    };
  }
  const said: Encoding = {
    explicit: transferSyntax(named).implicit !== true,
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
    syntaxDoubt: { named: transferSyntax(named).name, written },
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
