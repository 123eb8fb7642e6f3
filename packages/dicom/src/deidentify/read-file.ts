import { Malformed } from '@ichor/notices';
import { unsupportedSyntax } from '../errors.ts';
import { inflateDataSet } from '../part10/inflate-data-set.ts';
import {
  EXPLICIT_LITTLE_ENDIAN,
  IMPLICIT_LITTLE_ENDIAN,
  transferSyntax,
} from '../part10/transfer-syntaxes.ts';
import { withoutPadding } from '../pixels/without-padding.ts';
import { TAG } from '../tags.ts';
import { standardVr } from './actions.ts';
import { type Element, type Encoding, readElements } from './element-tree.ts';

export const DEFLATED = '1.2.840.10008.1.2.1.99';
const BIG_ENDIAN = '1.2.840.10008.1.2.2';
const META: Encoding = { explicit: true, littleEndian: true };

/** A DICOM file, every element of it. */
export interface ElementFile {
  readonly transferSyntaxUid: string;
  readonly encoding: Encoding;
  readonly meta: readonly Element[];
  readonly elements: readonly Element[];
  /** Bytes behind the pixels that are no elements. */
  readonly leftOver: number;
}

/** The text of a value without padding. */
export const textOf = (element: Element | undefined): string =>
  withoutPadding(Array.from(element?.value ?? [], (byte) => String.fromCharCode(byte)).join(''));

/**
 * Takes a whole file apart, with or without preamble and file meta information, in any transfer syntax whose data set is plain,
 * deflated or big endian.
 *
 * @throws Malformed 'not-dicom', 'dicom-truncated', 'dicom-corrupt', 'transfer-syntax-unsupported'
 */
export async function readElementFile(given: Uint8Array): Promise<ElementFile> {
  const bytes = new Uint8Array(given.buffer as ArrayBuffer, given.byteOffset, given.byteLength);
  const { meta, named, end } = fileMetaOf(bytes);
  const [body, offset] = named === DEFLATED ? [inflated(bytes.subarray(end)), 0] : [bytes, end];
  const { encoding, transferSyntaxUid } = dataSetEncoding(body, offset, named);
  const read = readElements(body, offset, encoding, (tag) => standardVr(tag) === 'SQ');
  return { transferSyntaxUid, encoding, meta, elements: read.elements, leftOver: read.leftOver };
}

/**
 * The file meta information, the transfer syntax that it names, and where the data set begins.
 *
 * @throws Malformed 'not-dicom', 'dicom-truncated', 'dicom-corrupt'
 */
function fileMetaOf(bytes: Uint8Array): {
  readonly meta: readonly Element[];
  readonly named: string | undefined;
  readonly end: number;
} {
  const start = findStart(bytes);
  const { elements: meta, end } = startsMeta(bytes, start)
    ? readElements(
        bytes,
        start,
        META,
        () => false,
        (tag) => tag >>> 16 === 2,
      )
    : { elements: [], end: start };
  return { meta, named: textOf(meta.find(({ tag }) => tag === TAG.TransferSyntaxUID)) || undefined, end };
}

/**
 * How the data set at an offset is written. Where the file names no transfer syntax, or one of the other VR encoding, the bytes
 * are believed.
 *
 * @throws Malformed 'transfer-syntax-unsupported'
 */
function dataSetEncoding(
  bytes: Uint8Array,
  offset: number,
  named: string | undefined,
): { readonly encoding: Encoding; readonly transferSyntaxUid: string } {
  const littleEndian = named !== BIG_ENDIAN;
  if (named !== undefined && named !== DEFLATED && littleEndian) {
    const syntax = transferSyntax(named);
    // Under another name, which is what it would be written with, turned pixels would be taken as they are.
    if (!syntax.headerReadable || syntax.bigEndianPixels) throw unsupportedSyntax(syntax, named);
  }
  const explicit = looksExplicit(bytes, offset);
  const wrong = named === undefined || (named === IMPLICIT_LITTLE_ENDIAN) === explicit;
  const plain = explicit ? EXPLICIT_LITTLE_ENDIAN : IMPLICIT_LITTLE_ENDIAN;
  return { encoding: { explicit, littleEndian }, transferSyntaxUid: wrong ? plain : named };
}

/** Behind the preamble, behind a bare "DICM", or 0 where a data set begins there. */
function findStart(bytes: Uint8Array): number {
  const isMagic = (at: number): boolean =>
    [0x44, 0x49, 0x43, 0x4d].every((byte, i) => bytes[at + i] === byte); // "DICM"
  if (isMagic(128)) return 132;
  if (isMagic(0)) return 4;
  const group = (bytes[0] ?? 0) | ((bytes[1] ?? 0) << 8);
  const element = (bytes[2] ?? 0) | ((bytes[3] ?? 0) << 8);
  if (bytes.length >= 8 && (group === 2 || group === 8) && element <= 0x2300) return 0;
  throw new Malformed('not-dicom', 'is not a DICOM file', 'Give it DICOM files of a head CT.');
}

const startsMeta = (bytes: Uint8Array, at: number): boolean => bytes[at] === 2 && bytes[at + 1] === 0;

const isLetter = (byte: number | undefined): boolean => byte !== undefined && byte >= 65 && byte <= 90;

const looksExplicit = (bytes: Uint8Array, at: number): boolean =>
  isLetter(bytes[at + 4]) && isLetter(bytes[at + 5]);

/** All of it or nothing, and no more than a file can hold: see `inflateDataSet`. */
function inflated(bytes: Uint8Array): Uint8Array {
  const { bytes: body, stoppedBy } = inflateDataSet(bytes);
  if (stoppedBy !== undefined) throw stoppedBy;
  return body;
}

/** A data set as the deflated transfer syntax has it (PS3.5 section A.5), of even length. */
export async function deflated(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  const out = await piped(bytes, new CompressionStream('deflate-raw'));
  if (out.length % 2 === 0) return out;
  const even = new Uint8Array(out.length + 1);
  even.set(out);
  return even;
}

async function piped(
  bytes: Uint8Array<ArrayBuffer>,
  through: CompressionStream,
): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await new Response(new Blob([bytes]).stream().pipeThrough(through)).arrayBuffer());
}
