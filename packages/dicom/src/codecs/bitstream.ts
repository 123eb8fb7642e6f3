import { FRAME_MARKERS, jpegSegments } from './jpeg-markers.ts';

/** What a frame's bytes are written as. 'jpeg' is the DCT, which loses; 'native' are plain cells. */
export type Bitstream = 'native' | 'rle' | 'jpeg' | 'jpeg-lossless' | 'jpeg-ls' | 'jpeg-2000' | 'htj2k';

export const BITSTREAM_NAMES: Readonly<Record<Bitstream, string>> = {
  native: 'uncompressed',
  rle: 'RLE',
  jpeg: 'JPEG',
  'jpeg-lossless': 'JPEG lossless',
  'jpeg-ls': 'JPEG-LS',
  'jpeg-2000': 'JPEG 2000',
  htj2k: 'High-Throughput JPEG 2000',
};

/** The bitstream that begins here, by its first bytes; undefined where they are none's ('native' has no mark). */
export function identifyBitstream(bytes: Uint8Array): Bitstream | undefined {
  if (startsWith(bytes, [0xff, 0xd8, 0xff])) return jpegKind(bytes);
  const codestream = codestreamOf(bytes);
  if (codestream !== undefined) {
    // Rsiz behind SOC, SIZ and Lsiz: bit 14 says that Part 15 is needed (ISO/IEC 15444-15 A.3).
    return ((codestream[6] ?? 0) & 0x40) !== 0 ? 'htj2k' : 'jpeg-2000';
  }
  return isRleHeader(bytes) ? 'rle' : undefined;
}

function jpegKind(bytes: Uint8Array): Bitstream {
  try {
    for (const { marker } of jpegSegments(bytes)) {
      if (marker === 0xf7) return 'jpeg-ls';
      if (marker === 0xc3) return 'jpeg-lossless';
      if (FRAME_MARKERS.has(marker)) return 'jpeg';
    }
  } catch {
    // A stream that breaks off before its frame is JPEG all the same; its decoder says what is wrong.
  }
  return 'jpeg';
}

const JP2_SIGNATURE = [0, 0, 0, 12, 0x6a, 0x50, 0x20, 0x20];

/** A JPEG 2000 codestream as it stands, or the one in a JP2 file, which DICOM forbids (PS3.5 A.4.4) and some write. */
export function codestreamOf(bytes: Uint8Array): Uint8Array | undefined {
  if (startsWith(bytes, [0xff, 0x4f, 0xff, 0x51])) return bytes;
  if (!startsWith(bytes, JP2_SIGNATURE)) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let offset = 0; offset + 8 <= bytes.length; ) {
    const length = view.getUint32(offset);
    // Box 'jp2c'; a length of 0 reaches to the end (ISO/IEC 15444-1 I.4).
    if (view.getUint32(offset + 4) === 0x6a703263) {
      const stream = bytes.subarray(offset + 8, length === 0 ? bytes.length : offset + length);
      return startsWith(stream, [0xff, 0x4f, 0xff, 0x51]) ? stream : undefined;
    }
    if (length < 8) return undefined;
    offset += length;
  }
  return undefined;
}

/** The 64 bytes before an RLE frame (PS3.5 G.5): up to 15 segments, rising from 64 on, and zeros. */
function isRleHeader(bytes: Uint8Array): boolean {
  if (bytes.length < 64) return false;
  const view = new DataView(bytes.buffer, bytes.byteOffset, 64);
  const segments = view.getUint32(0, true);
  if (segments < 1 || segments > 15 || view.getUint32(4, true) !== 64) return false;
  for (let i = 1; i < 15; i++) {
    const offset = view.getUint32(4 + 4 * i, true);
    if (i < segments ? offset <= view.getUint32(4 * i, true) : offset !== 0) return false;
  }
  return true;
}

const startsWith = (bytes: Uint8Array, magic: readonly number[]): boolean =>
  magic.every((byte, i) => bytes[i] === byte);
