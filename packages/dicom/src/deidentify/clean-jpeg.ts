import { FRAME_MARKERS } from '../codecs/jpeg-markers.ts';
import { pixelDataCorrupt, pixelDataShort } from '../errors.ts';
import { joined } from './element-tree.ts';

const [SOI, EOI, SOS, DQT, DNL, DRI] = [0xd8, 0xd9, 0xda, 0xdb, 0xdc, 0xdd];
const [DHT, DAC, DHP, EXP, APP8, APP14, SOF_LS, LSE] = [0xc4, 0xcc, 0xde, 0xdf, 0xe8, 0xee, 0xf7, 0xf8];
/** What samples are decoded with; comments, application data and anything unknown is not among it (T.81 B, T.87 C). */
const NEEDED: ReadonlySet<number> = new Set([...FRAME_MARKERS, SOS, DQT, DNL, DRI, DHT, DAC, DHP, EXP, LSE]);

/**
 * A JPEG or JPEG-LS stream of nothing but what its samples are decoded with, up to its end: no comments, no application data
 * but the words that name a colour transform, no bytes within a segment that belong to nothing.
 *
 * @throws Malformed 'pixel-data-corrupt', 'pixel-data-short'
 */
export function cleanJpeg(bytes: Uint8Array): Uint8Array {
  if (bytes[0] !== 0xff || bytes[1] !== SOI)
    throw pixelDataCorrupt('does not hold the JPEG stream that it promises');
  const kept: Uint8Array[] = [bytes.subarray(0, 2)];
  // Stuffing differs: behind 0xff a byte of samples is 0 in JPEG, and below 0x80 in JPEG-LS.
  let isLs = false;
  for (let offset = 2; ; ) {
    const { marker, end } = markerAt(bytes, offset);
    offset = end;
    if (marker === EOI) return joined([...kept, Uint8Array.of(0xff, EOI)]);
    if (isAlone(marker)) continue;
    const length = ((bytes[offset] ?? 0) << 8) | (bytes[offset + 1] ?? 0);
    const body = bytes.subarray(offset + 2, offset + length);
    if (length < 2 || body.length !== length - 2) throw pixelDataShort(bytes.length, offset + length);
    offset += length;
    isLs ||= marker === SOF_LS;
    const needed = neededOf(marker, body);
    if (needed !== undefined) kept.push(segment(marker, needed));
    if (marker !== SOS) continue;
    const samples = bytes.subarray(offset, endOfSamples(bytes, offset, isLs));
    kept.push(samples);
    offset += samples.length;
  }
}

function markerAt(bytes: Uint8Array, start: number): { marker: number; end: number } {
  if (bytes[start] !== 0xff)
    throw pixelDataCorrupt('has a JPEG stream without a marker where one must be, or without an end');
  let offset = start;
  while (bytes[offset] === 0xff) offset++;
  if (offset >= bytes.length) throw pixelDataShort(bytes.length, bytes.length + 2);
  return { marker: bytes[offset] as number, end: offset + 1 };
}

/** Markers without a segment: TEM, restarts where none is due. */
const isAlone = (marker: number): boolean => marker === 0x01 || (marker >= 0xd0 && marker <= 0xd7);

/** What of a segment must stay; undefined where all of it can go. */
function neededOf(marker: number, body: Uint8Array): Uint8Array | undefined {
  if (marker === APP14 && startsWith(body, 'Adobe') && body.length >= 12) {
    // Version, two words of flags that decide nothing, and the colour transform.
    return Uint8Array.of(...[0x41, 0x64, 0x6f, 0x62, 0x65], 0, 100, 0, 0, 0, 0, body[11] as number);
  }
  // Hewlett-Packard's colour transform of JPEG-LS.
  if (marker === APP8 && startsWith(body, 'mrfx') && body.length >= 5) return body.subarray(0, 5);
  if (!NEEDED.has(marker)) return undefined;
  return body.subarray(0, Math.min(body.length, usedBytes(marker, body)));
}

/** As many bytes of a segment's body as mean something. */
function usedBytes(marker: number, body: Uint8Array): number {
  if (FRAME_MARKERS.has(marker) || marker === DHP) return 6 + 3 * (body[5] ?? 0);
  if (marker === SOS) return 4 + 2 * (body[0] ?? 0);
  if (marker === DRI || marker === DNL) return marker === DRI ? Math.min(body.length, 4) : 2;
  if (marker === EXP) return 1;
  if (marker === DHT) return wholeTables(body, 17, (at) => sum(body.subarray(at + 1, at + 17)));
  if (marker === DQT) return wholeTables(body, 1, (at) => ((body[at] ?? 0) >> 4 === 0 ? 64 : 128));
  // Preset parameters: a kind and five words.
  if (marker === LSE && body[0] === 1) return 11;
  return body.length;
}

/** Up to the end of the last table that is all there. */
function wholeTables(body: Uint8Array, head: number, rest: (at: number) => number): number {
  let offset = 0;
  while (offset + head <= body.length) {
    const end = offset + head + rest(offset);
    if (end > body.length) break;
    offset = end;
  }
  return offset;
}

/** Where the coded samples end: at the next marker that is no restart. */
function endOfSamples(bytes: Uint8Array, start: number, isLs: boolean): number {
  for (let offset = start; offset + 1 < bytes.length; offset++) {
    if (bytes[offset] !== 0xff) continue;
    const next = bytes[offset + 1] as number;
    const isMarker = isLs ? next >= 0x80 : next !== 0;
    if (isMarker && next !== 0xff && !(next >= 0xd0 && next <= 0xd7)) return offset;
  }
  throw pixelDataShort(bytes.length, bytes.length + 2);
}

function segment(marker: number, body: Uint8Array): Uint8Array {
  const length = body.length + 2;
  return joined([Uint8Array.of(0xff, marker, length >> 8, length & 0xff), body]);
}

const sum = (bytes: Uint8Array): number => bytes.reduce((total, byte) => total + byte, 0);

const startsWith = (bytes: Uint8Array, word: string): boolean =>
  [...word].every((char, i) => bytes[i] === char.charCodeAt(0));
