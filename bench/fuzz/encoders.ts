import instantiateCharls from '@cornerstonejs/codec-charls/wasmjs';
import instantiateOpenJpeg from '@cornerstonejs/codec-openjpeg/wasmjs';
import instantiateOpenJph from '@cornerstonejs/codec-openjph/wasmjs';
import sharp from 'sharp';

/** Unsigned cells of 8 or 16 bits that are to be compressed. */
export interface Picture {
  readonly rows: number;
  readonly columns: number;
  readonly bits: number;
  readonly cells: Uint16Array | Uint8Array;
}

/** Modules are made once; each takes a quarter of a second. */
const once = <T>(make: () => Promise<T>): (() => Promise<T>) => {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make();
    return made;
  };
};
const charls = once(() => instantiateCharls());
const openJpeg = once(() => instantiateOpenJpeg());
const openJph = once(() => instantiateOpenJph());

export type Encoder = (picture: Picture) => Promise<Uint8Array>;

const frameInfo = ({ rows, columns, bits }: Picture): object => ({
  width: columns,
  height: rows,
  bitsPerSample: bits,
  componentCount: 1,
  isSigned: false,
  isUsingColorTransform: false,
});

const bytesOf = ({ cells }: Picture): Uint8Array =>
  new Uint8Array(cells.buffer, cells.byteOffset, cells.byteLength);

const even = (bytes: Uint8Array): Uint8Array =>
  bytes.length % 2 === 0 ? bytes.slice() : Uint8Array.from([...bytes, 0]);

export const jpegLs =
  (largestError: number): Encoder =>
  async (picture) => {
    const { JpegLSEncoder } = await charls();
    const encoder = new JpegLSEncoder();
    encoder.getDecodedBuffer(frameInfo(picture)).set(bytesOf(picture));
    encoder.setNearLossless(largestError);
    encoder.encode();
    const stream = even(encoder.getEncodedBuffer());
    encoder.delete();
    return stream;
  };

export const jpeg2000 =
  (lossless: boolean): Encoder =>
  async (picture) => {
    const { J2KEncoder } = await openJpeg();
    const encoder = new J2KEncoder();
    encoder.getDecodedBuffer(frameInfo(picture)).set(bytesOf(picture));
    encoder.setDecompositions(3);
    encoder.setQuality(lossless, 0);
    if (!lossless) encoder.setCompressionRatio(0, 4);
    encoder.encode();
    const stream = even(encoder.getEncodedBuffer());
    encoder.delete();
    return stream;
  };

export const htj2k: Encoder = async (picture) => {
  const { HTJ2KEncoder } = await openJph();
  const encoder = new HTJ2KEncoder();
  encoder.getDecodedBuffer(frameInfo(picture)).set(bytesOf(picture));
  encoder.setDecompositions(3);
  encoder.setQuality(true, 0);
  encoder.encode();
  const stream = even(encoder.getEncodedBuffer());
  encoder.delete();
  return stream;
};

/** 8 bits; `extended` calls the same stream one of the extended process, which it is too (T.81 table B.1). */
export const jpeg =
  (extended: boolean): Encoder =>
  async ({ cells, rows, columns }) => {
    const raw = { width: columns, height: rows, channels: 1 as const };
    const bytes = await sharp(Uint8Array.from(cells), { raw })
      .toColourspace('b-w')
      .jpeg({ quality: 95 })
      .toBuffer();
    const stream = even(new Uint8Array(bytes));
    const frame = stream.findIndex((byte, i) => byte === 0xff && stream[i + 1] === 0xc0);
    if (extended) stream[frame + 1] = 0xc1;
    return stream;
  };

/** RLE Lossless (PS3.5 annex G): high bytes, then low ones. */
export const rle: Encoder = async ({ cells, bits }) => {
  const planes = bits > 8 ? [8, 0] : [0];
  const segments = planes.map((shift) => packBits(Uint8Array.from(cells, (cell) => (cell >> shift) & 255)));
  const header = new Uint8Array(64);
  const view = new DataView(header.buffer);
  view.setUint32(0, segments.length, true);
  let offset = 64;
  for (const [i, segment] of segments.entries()) {
    view.setUint32(4 + 4 * i, offset, true);
    offset += segment.length;
  }
  return Uint8Array.from([...header, ...segments.flat()]);
};

function packBits(bytes: Uint8Array): number[] {
  const out: number[] = [];
  for (let at = 0; at < bytes.length; ) {
    let run = 1;
    while (run < 128 && bytes[at + run] === bytes[at]) run++;
    if (run > 1) {
      out.push(257 - run, bytes[at] as number);
      at += run;
      continue;
    }
    let literal = 1;
    while (literal < 128 && at + literal < bytes.length && bytes[at + literal] !== bytes[at + literal + 1])
      literal++;
    out.push(literal - 1, ...bytes.subarray(at, at + literal));
    at += literal;
  }
  return out.length % 2 === 0 ? out : [...out, 128];
}

/** JPEG lossless with predictor 1 (T.81 annex H): all 17 categories have codes of 5 bits, which is long and simple. */
export const jpegLossless: Encoder = async ({ cells, rows, columns, bits }) => {
  const out = [
    0xff,
    0xd8,
    0xff,
    0xc3,
    0,
    11,
    bits,
    rows >> 8,
    rows & 255,
    columns >> 8,
    columns & 255,
    1,
    1,
    0x11,
    0,
  ];
  const counts = Array.from({ length: 16 }, (_, i) => (i === 4 ? 17 : 0));
  out.push(0xff, 0xc4, 0, 19 + 17, 0, ...counts, ...Array.from({ length: 17 }, (_, i) => i));
  out.push(0xff, 0xda, 0, 8, 1, 1, 0, 1, 0, 0);
  let buffer = 0;
  let held = 0;
  const put = (value: number, count: number): void => {
    for (let bit = count - 1; bit >= 0; bit--) {
      buffer = (buffer << 1) | ((value >> bit) & 1);
      if (++held < 8) continue;
      out.push(buffer);
      if (buffer === 0xff) out.push(0);
      buffer = held = 0;
    }
  };
  for (let i = 0; i < cells.length; i++) {
    const prediction =
      i === 0
        ? 2 ** (bits - 1)
        : i % columns === 0
          ? (cells[i - columns] as number)
          : (cells[i - 1] as number);
    const difference = (cells[i] as number) - prediction;
    const category = difference === 0 ? 0 : 32 - Math.clz32(Math.abs(difference));
    put(category, 5);
    put(difference < 0 ? difference + 2 ** category - 1 : difference, category);
  }
  while (held > 0) put(1, 1);
  out.push(0xff, 0xd9);
  return even(Uint8Array.from(out));
};
