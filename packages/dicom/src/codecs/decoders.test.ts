import { readFileSync } from 'node:fs';
import { Malformed } from '@ichor/notices';
import fc from '@ichor/testing/properties';
import { describe, expect, test } from 'vitest';
import { type PixelDescription, pixelDescription } from '../header/pixel-description.ts';
import { parsePart10 } from '../part10/parse-part10.ts';
import { encodedFrames } from '../pixels/frames.ts';
import { type Bitstream, identifyBitstream } from './bitstream.ts';
import type { DecodedFrame } from './decoder.ts';
import { decoderOf } from './decoders.ts';
import { SSIZ } from './jpeg-2000-codestream.ts';

const STREAMS: readonly [string, Bitstream][] = [
  ['rle-signed-16.dcm', 'rle'],
  ['rle-8.dcm', 'rle'],
  ['jpeg-baseline.dcm', 'jpeg'],
  ['jpeg-extended.dcm', 'jpeg'],
  ['jpeg-lossless-70-signed-16.dcm', 'jpeg-lossless'],
  ['jpeg-ls.dcm', 'jpeg-ls'],
  ['jpeg-ls-near.dcm', 'jpeg-ls'],
  ['jpeg-2000-signed-16.dcm', 'jpeg-2000'],
  ['jpeg-2000-lossy.dcm', 'jpeg-2000'],
  ['htj2k-signed-16.dcm', 'htj2k'],
  ['htj2k-rpcl-12.dcm', 'htj2k'],
];

/** The one frame of a fixture, and what its header says of it. */
function frameOf(name: string): { frame: Uint8Array; shape: PixelDescription } {
  const bytes = new Uint8Array(readFileSync(new URL(`../../../../fixtures/dicom/${name}`, import.meta.url)));
  const { dataSet } = parsePart10(bytes);
  const shape = pixelDescription(dataSet);
  const [frame] = encodedFrames(dataSet, shape, true, () => {}).frames;
  if (frame === undefined) throw new Error(`${name} has no frame`);
  return { frame, shape };
}

async function attempt(
  kind: Bitstream,
  frame: Uint8Array,
  shape: PixelDescription,
): Promise<DecodedFrame | Malformed> {
  const decode = await decoderOf(kind);
  try {
    return decode(frame, shape);
  } catch (error) {
    if (error instanceof Malformed) return error;
    throw error;
  }
}

describe.each(STREAMS)('the frame of %s', (name, kind) => {
  const { frame, shape } = frameOf(name);

  test('is told by its first bytes', () => {
    expect(identifyBitstream(frame)).toBe(kind);
  });

  test('cut anywhere is refused, or loses no pixel: it is never filled up', async () => {
    const whole = (await attempt(kind, frame, shape)) as DecodedFrame;
    let refused = 0;
    for (let length = 0; length < frame.length; length++) {
      const result = await attempt(kind, frame.slice(0, length), shape);
      if (result instanceof Malformed) refused++;
      else expect(result.cells).toEqual(whole.cells);
    }
    // What is not missed are the last bits, the mark of the end and a byte that makes the length even.
    expect(refused).toBeGreaterThan(frame.length - 8);
  });

  test('with changed bytes gives an image of its size or a Malformed, and the next one decodes as before', async () => {
    const whole = (await attempt(kind, frame, shape)) as DecodedFrame;
    const change = fc.tuple(fc.nat(frame.length - 1), fc.nat(255));
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 6 }), async (changes) => {
        const changed = frame.slice();
        for (const [where, value] of changes) changed[where] = value;
        const result = await attempt(kind, changed, shape);
        if (!(result instanceof Malformed)) expect(result.cells).toHaveLength(shape.rows * shape.columns);
      }),
      { numRuns: 150, seed: 20261125 },
    );
    expect(await attempt(kind, frame, shape)).toEqual(whole);
  });

  test('is refused where the header says another size', async () => {
    for (const other of [
      { ...shape, rows: shape.rows + 1 },
      { ...shape, columns: shape.columns + 1 },
      { ...shape, rows: shape.columns, columns: shape.rows },
    ]) {
      const result = await attempt(kind, frame, other);
      // RLE holds no size, and the same number of pixels in another shape can't be noticed.
      if (kind === 'rle' && other.rows === shape.columns) expect(result).not.toBeInstanceOf(Malformed);
      else expect(result).toBeInstanceOf(Malformed);
    }
  });
});

test('a stream that has no mark is nothing that is known', () => {
  expect(identifyBitstream(new Uint8Array(100))).toBeUndefined();
  expect(identifyBitstream(new Uint8Array(0))).toBeUndefined();
});

test('samples of more bits than a JPEG lossless image has are refused where no cell could hold them', async () => {
  const { frame, shape } = frameOf('jpeg-lossless-70-unsigned-12.dcm');
  const start = frame.indexOf(0xc3);
  expect([frame[start - 1], frame[start + 3]]).toEqual([0xff, 16]);
  const eight = frame.slice();
  eight[start + 3] = 8;
  const refused = await attempt('jpeg-lossless', eight, { ...shape, bitsAllocated: 8 });
  expect((refused as Malformed).problem).toContain('more than 8 bits');
});

test('a JPEG 2000 codestream inside a JP2 file is found there', async () => {
  const { frame, shape } = frameOf('jpeg-2000-signed-16.dcm');
  const box = (type: string, content: Uint8Array): number[] => {
    const length = 8 + content.length;
    return [0, 0, length >> 8, length & 255, ...new TextEncoder().encode(type), ...content];
  };
  const jp2 = Uint8Array.from([
    ...box('jP  ', Uint8Array.of(13, 10, 0x87, 10)),
    ...box('ftyp', new TextEncoder().encode('jp2 ')),
    ...box('jp2c', frame),
  ]);
  expect(identifyBitstream(jp2)).toBe('jpeg-2000');
  expect(await attempt('jpeg-2000', jp2, shape)).toEqual(await attempt('jpeg-2000', frame, shape));
  expect(identifyBitstream(jp2.slice(0, 20))).toBeUndefined();
});

test('streams say themselves whether they were made with loss', async () => {
  const lossy = async (name: string, kind: Bitstream): Promise<boolean> => {
    const { frame, shape } = frameOf(name);
    return ((await attempt(kind, frame, shape)) as DecodedFrame).lossy;
  };
  expect(await lossy('jpeg-ls.dcm', 'jpeg-ls')).toBe(false);
  expect(await lossy('jpeg-ls-near.dcm', 'jpeg-ls')).toBe(true);
  expect(await lossy('jpeg-2000-signed-16.dcm', 'jpeg-2000')).toBe(false);
  expect(await lossy('jpeg-2000-lossy.dcm', 'jpeg-2000')).toBe(true);
  expect(await lossy('jpeg-extended.dcm', 'jpeg')).toBe(true);
  expect(await lossy('htj2k-rpcl-12.dcm', 'htj2k')).toBe(false);
});

test('an RLE segment that gives more pixels than the image has is refused: what it gave is shifted', async () => {
  const { frame, shape } = frameOf('rle-8.dcm');
  // Two pixels in front of all others.
  const stretched = Uint8Array.from([...frame.subarray(0, 64), 1, 7, 7, ...frame.subarray(64)]);
  expect(await attempt('rle', stretched, shape)).toMatchObject({ code: 'pixel-data-corrupt' });
  const surplus = Uint8Array.from([...frame, 3, 1, 2, 3, 4]);
  expect(await attempt('rle', surplus, shape)).toMatchObject({ code: 'pixel-data-corrupt' });
  expect(await attempt('rle', Uint8Array.from([...frame, 0]), shape)).toMatchObject({ bits: 8 });
});

test.each([
  ['jpeg-lossless-70-signed-16.dcm', 'jpeg-lossless'],
  ['jpeg-baseline.dcm', 'jpeg'],
] as const)('coded bytes behind the last pixel of %s are no part of its image', async (name, kind) => {
  const { frame, shape } = frameOf(name);
  // The end's marker, and DCMTK's fill byte before it.
  let end = frame.findLastIndex((byte, i) => byte === 0xff && frame[i + 1] === 0xd9);
  while (frame[end - 1] === 0xff) end--;
  const withMore = (...bytes: number[]) =>
    attempt(kind, Uint8Array.from([...frame.subarray(0, end), ...bytes, ...frame.subarray(end)]), shape);
  expect(await withMore(1, 2, 3, 4)).toMatchObject({ code: 'pixel-data-corrupt' });
  expect(await withMore()).not.toBeInstanceOf(Malformed);
});

test('a JPEG 2000 stream of few bits with a sign keeps it in cells of 16 bits', async () => {
  const { frame, shape } = frameOf('jpeg-2000-unsigned-12.dcm');
  const signedByte = frame.slice();
  signedByte[SSIZ] = 0x87;
  const narrow = (await attempt('jpeg-2000', signedByte, { ...shape, bitsAllocated: 8 })) as DecodedFrame;
  const wide = (await attempt('jpeg-2000', signedByte, shape)) as DecodedFrame;
  const signed = [...narrow.cells].map((cell) => (cell << 24) >> 24);
  expect(Math.min(...signed)).toBeLessThan(0);
  expect([...wide.cells].map((cell) => (cell << 16) >> 16)).toEqual(signed);
});
