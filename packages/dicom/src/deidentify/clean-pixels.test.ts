import { readdirSync, readFileSync } from 'node:fs';
import { isIchorError } from '@ichor/notices';
import { beforeAll, describe, expect, test } from 'vitest';
import { readStoredValues } from '../pixels/read-stored-values.ts';
import { readSlices } from '../read-slices.ts';
import { TAG } from '../tags.ts';
import { cleanJpeg } from './clean-jpeg.ts';
import { deidentifyInstance } from './deidentify-instance.ts';
import { type Element, encodeElements, joined } from './element-tree.ts';
import { Pseudonyms } from './pseudonyms.ts';
import { deflated, readElementFile } from './read-file.ts';

const FIXTURES = new URL('../../../../fixtures/dicom/', import.meta.url);
const fixture = (name: string): Uint8Array => readFileSync(new URL(name, FIXTURES));
const LEAK = [...new TextEncoder().encode('LEAK^OF A PATIENT ')];

let pseudonyms: Pseudonyms;
beforeAll(async () => {
  pseudonyms = await Pseudonyms.of(new Uint8Array(new TextEncoder().encode('a key for these tests')));
});
const run = (bytes: Uint8Array) =>
  deidentifyInstance(bytes, 'a file', { pseudonyms, dates: 'shift', uids: 'replace' });

/** The same file with other elements; of a deflated one, what is in it. */
async function rewritten(
  bytes: Uint8Array,
  change: (elements: readonly Element[]) => readonly Element[],
): Promise<Uint8Array> {
  const { elements, encoding, transferSyntaxUid } = await readElementFile(bytes);
  const body = encodeElements(change(elements), encoding);
  if (transferSyntaxUid === '1.2.840.10008.1.2.1.99') {
    const meta = 144 + new DataView(bytes.buffer, bytes.byteOffset + 140).getUint32(0, true);
    return joined([bytes.subarray(0, meta), await deflated(body as Uint8Array<ArrayBuffer>)]);
  }
  const before = encodeElements(elements, encoding).length;
  return joined([bytes.subarray(0, bytes.length - before), body]);
}

const withPixels = (bytes: Uint8Array, change: (value: Uint8Array) => Uint8Array) =>
  rewritten(bytes, (elements) =>
    elements.map((one) => (one.tag === TAG.PixelData ? { ...one, value: change(one.value!) } : one)),
  );

/** Everything that a file says in plain bytes. */
async function shown(bytes: Uint8Array): Promise<string> {
  const { elements, encoding } = await readElementFile(bytes);
  return Buffer.from(encodeElements(elements, encoding)).toString('latin1');
}

const item = (bytes: readonly number[], tag = 0xe000): number[] => {
  const out = Buffer.alloc(8);
  out.writeUInt16LE(0xfffe, 0);
  out.writeUInt16LE(tag, 2);
  out.writeUInt32LE(bytes.length, 4);
  return [...out, ...bytes];
};
/** The fragments of encapsulated pixels, the offset table first. */
function fragments(value: Uint8Array): number[][] {
  const view = new DataView(value.buffer, value.byteOffset, value.length);
  const out: number[][] = [];
  for (let at = 0; view.getUint16(at + 2, true) === 0xe000; at += 8 + view.getUint32(at + 4, true))
    out.push([...value.subarray(at + 8, at + 8 + view.getUint32(at + 4, true))]);
  return out;
}
const encapsulate = (...parts: readonly (readonly number[])[]): Uint8Array =>
  Uint8Array.from([
    ...parts.flatMap((part) => item(part.length % 2 ? [...part, 0] : part)),
    ...item([], 0xe0dd),
  ]);
/** With each frame's bytes changed, an item a frame. */
const perFrame = (value: Uint8Array, change: (frame: number[]) => readonly number[]): Uint8Array =>
  encapsulate([], ...fragments(value).slice(1).map(change));

const be16 = (value: number): number[] => [value >> 8, value & 255];
const segment = (marker: number, body: readonly number[]): number[] => [
  0xff,
  marker,
  ...be16(body.length + 2),
  ...body,
];
const WORDS: Readonly<Record<string, readonly number[]>> = {
  comment: segment(0xfe, LEAK),
  exif: segment(0xe1, LEAK),
  jfif: segment(0xe0, [0x4a, 0x46, 0x49, 0x46, 0, ...LEAK]),
  adobe: segment(0xee, [0x41, 0x64, 0x6f, 0x62, 0x65, ...LEAK]),
  reserved: segment(0xf0, LEAK),
};
/** Behind the mark of the start, before the last one, and behind that of the end. */
const inJpeg = (frame: number[]): number[] => [
  ...frame.slice(0, 2),
  ...Object.values(WORDS).flat(),
  ...frame.slice(2),
  ...LEAK,
];

const box = (type: string, body: readonly number[]): number[] => [
  ...[0, 0, ...be16(body.length + 8)],
  ...Buffer.from(type),
  ...body,
];
/** Comments in the main header and in a tile-part's, whose length is made right, and bytes behind the end. */
function inJpeg2000(frame: number[]): number[] {
  const bytes = Buffer.from(frame);
  const comment = segment(0x64, [0, 1, ...LEAK]);
  const siz = 4 + bytes.readUInt16BE(4);
  const sot = bytes.indexOf(Buffer.from([0xff, 0x90, 0, 10]));
  const length = bytes.readUInt32BE(sot + 6);
  if (length !== 0) bytes.writeUInt32BE(length + comment.length, sot + 6);
  return [
    ...bytes.subarray(0, siz),
    ...comment,
    ...bytes.subarray(siz, sot + 12),
    ...comment,
    ...bytes.subarray(sot + 12),
    ...LEAK,
  ];
}
const inBoxes = (frame: number[]): number[] => [
  ...[0, 0, 0, 12, 0x6a, 0x50, 0x20, 0x20, 0x0d, 0x0a, 0x87, 0x0a],
  ...box('xml ', LEAK),
  ...[0, 0, ...be16(0), 0x6a, 0x70, 0x32, 0x63],
  ...inJpeg2000(frame),
];
/** Behind the header, and behind the last segment. */
function inRle(frame: number[]): number[] {
  const header = Buffer.from(frame.slice(0, 64));
  for (let i = 1; i <= header.readUInt32LE(0); i++)
    header.writeUInt32LE(header.readUInt32LE(4 * i) + LEAK.length, 4 * i);
  return [...header, ...LEAK, ...frame.slice(64)];
}

const PLANTED: readonly (readonly [string, string, (value: Uint8Array) => Uint8Array])[] = [
  ...[
    'explicit-signed-16',
    'implicit-unsigned-12',
    'unsigned-8',
    'enhanced-ct',
    'deflated',
    'big-endian-signed-16',
  ].map(
    (name) =>
      [name, 'behind the last pixel', (value: Uint8Array) => joined([value, Uint8Array.from(LEAK)])] as const,
  ),
  [
    'encapsulated-uncompressed',
    'behind the last pixel',
    (value) => perFrame(value, (frame) => [...frame, ...LEAK]),
  ],
  ...[
    'jpeg-baseline',
    'jpeg-extended',
    'jpeg-lossless-57-predictor-4',
    'jpeg-lossless-70-signed-16',
    'jpeg-ls',
    'jpeg-ls-near',
    'enhanced-ct-jpeg-ls',
  ].map(
    (name) =>
      [
        name,
        'in comments, application data and behind the end',
        (value: Uint8Array) => perFrame(value, inJpeg),
      ] as const,
  ),
  ...['jpeg-2000-signed-16', 'jpeg-2000-lossy', 'htj2k-signed-16', 'htj2k-rpcl-12'].flatMap((name) => [
    [name, 'in comments and behind the end', (value: Uint8Array) => perFrame(value, inJpeg2000)] as const,
    [name, 'in boxes', (value: Uint8Array) => perFrame(value, inBoxes)] as const,
  ]),
  ...['rle-signed-16', 'rle-8'].map(
    (name) =>
      [name, 'behind the header of its segments', (value: Uint8Array) => perFrame(value, inRle)] as const,
  ),
  ...['rle-signed-16', 'rle-8'].map(
    (name) =>
      [
        name,
        'behind its segments',
        (value: Uint8Array) => perFrame(value, (frame) => [...frame, ...LEAK]),
      ] as const,
  ),
  ['jpeg-ls', 'in a fragment behind the frame', (value) => encapsulate(...fragments(value), LEAK)],
  [
    'jpeg-lossless-70-signed-16',
    'in an offset table',
    (value) => encapsulate(LEAK, ...fragments(value).slice(1)),
  ],
  ['jpeg-ls', 'behind the delimiter', (value) => joined([value, Uint8Array.from(LEAK)])],
];

describe('text that lies among the pixels', () => {
  test.each(PLANTED)('goes from %s, where it lay %s, and the pixels stay', async (name, _, plant) => {
    const planted = await withPixels(fixture(`${name}.dcm`), plant);
    expect(Buffer.from(planted).includes('LEAK') || name === 'deflated').toBe(true);
    const out = (await run(planted)).bytes;
    expect(await shown(out)).not.toMatch(/LEAK|EALK/);
    const [before, after] = await Promise.all([
      readStoredValues(fixture(`${name}.dcm`), ''),
      readStoredValues(out, ''),
    ]);
    expect(after.values).toEqual(before.values);
    expect(after.notices.filter(({ code }) => !before.notices.some((one) => one.code === code))).toEqual([]);
  });

  test.each(['jpeg-lossless-70-signed-16', 'jpeg-ls', 'jpeg-baseline'])(
    'among the coded samples of %s is refused',
    async (name) => {
      const planted = await withPixels(fixture(`${name}.dcm`), (value) =>
        perFrame(value, (frame) => {
          const end = Buffer.from(frame).lastIndexOf(Buffer.from([0xff, 0xd9]));
          return [...frame.slice(0, end), ...LEAK, ...frame.slice(end)];
        }),
      );
      await expect(run(planted)).rejects.toMatchObject({ code: expect.stringMatching(/^pixel-data-/) });
    },
  );
});

test('whatever can be read decodes to the same values afterwards, and offset tables fit', async () => {
  let compared = 0;
  for (const name of readdirSync(FIXTURES).filter((one) => one.endsWith('.dcm'))) {
    const before = await readSlices(fixture(name), name).catch((error: unknown) => {
      if (isIchorError(error)) return undefined;
      throw error;
    });
    if (before === undefined) continue;
    const out = await run(fixture(name));
    const after = await readSlices(out.bytes, name);
    expect(
      after.map(({ hu }) => hu),
      name,
    ).toEqual(before.map(({ hu }) => hu));
    const codes = (slices: typeof after) =>
      new Set(slices.flatMap(({ notices }) => notices.map(({ code }) => code)));
    expect(
      [...codes(after)].filter((code) => !codes(before).has(code)),
      name,
    ).toEqual([]);
    compared++;
  }
  expect(compared).toBeGreaterThan(40);
});

test('an offset table that there was is made anew, basic or extended', async () => {
  const bytes = fixture('enhanced-ct-jpeg-ls.dcm');
  const table = (numbers: readonly number[], size: 4 | 8) => {
    const out = Buffer.alloc(numbers.length * size);
    for (const [i, value] of numbers.entries())
      size === 4 ? out.writeUInt32LE(value, 4 * i) : out.writeBigUInt64LE(BigInt(value), 8 * i);
    return out;
  };
  const grown = (value: Uint8Array) =>
    fragments(value)
      .slice(1)
      .map(inJpeg)
      .map((one) => (one.length % 2 ? [...one, 0] : one));
  const places = (frames: number[][]) =>
    frames.map((_, i) => frames.slice(0, i).reduce((sum, one) => sum + 8 + one.length, 0));
  const basic = await withPixels(bytes, (value) => {
    const frames = grown(value);
    return encapsulate([...table(places(frames), 4)], ...frames);
  });
  const extended = await rewritten(bytes, (elements) =>
    elements.flatMap((one) => {
      if (one.tag !== TAG.PixelData) return [one];
      const frames = grown(one.value!);
      const plain = { vr: 'OV', undefinedLength: false };
      return [
        { ...plain, tag: TAG.ExtendedOffsetTable, value: table(places(frames), 8) },
        {
          ...plain,
          tag: TAG.ExtendedOffsetTableLengths,
          value: table(
            frames.map(({ length }) => length),
            8,
          ),
        },
        { ...one, value: encapsulate([], ...frames) },
      ];
    }),
  );
  for (const planted of [basic, extended]) {
    const out = (await run(planted)).bytes;
    const { notices, values } = await readStoredValues(out, '');
    expect(notices).toEqual([]);
    expect(values).toEqual((await readStoredValues(bytes, '')).values);
    expect(await shown(out)).not.toContain('LEAK');
  }
});

test('fragments of a frame are joined, and empty ones go', async () => {
  const bytes = fixture('jpeg-lossless-70-fragments.dcm');
  const emptied = await withPixels(bytes, (value) => encapsulate([], ...fragments(value).slice(1), []));
  for (const one of [bytes, emptied]) {
    const { elements } = await readElementFile((await run(one)).bytes);
    expect(fragments(elements.find(({ tag }) => tag === TAG.PixelData)!.value!)).toHaveLength(2);
  }
});

test('pixels of a second image, in a sequence or under the same tag, go', async () => {
  const bytes = fixture('explicit-signed-16.dcm');
  const second: Element = {
    tag: TAG.PixelData,
    vr: 'OW',
    undefinedLength: false,
    value: Uint8Array.from(LEAK),
  };
  const encoding = { explicit: true, littleEndian: true };
  const nested: Element = {
    tag: 0x00089215, // Derivation Code Sequence
    vr: 'SQ',
    undefinedLength: false,
    itemEncoding: encoding,
    items: [{ undefinedLength: false, elements: [second] }],
  };
  const planted = await rewritten(bytes, (elements) => [nested, ...elements, second]);
  expect(await shown((await run(planted)).bytes)).not.toContain('LEAK');
});

test('a colour transform stays, without the words beside it', () => {
  const adobe = segment(0xee, [0x41, 0x64, 0x6f, 0x62, 0x65, 0, 100, 1, 2, 3, 4, 1, ...LEAK]);
  const scan = [...segment(0xda, [1, 1, 0, 0, 63, 0]), 0x55, 0xff, 0xd9];
  const out = Buffer.from(cleanJpeg(Uint8Array.from([0xff, 0xd8, ...adobe, ...scan])));
  expect(out.toString('latin1')).not.toContain('LEAK');
  expect(out.indexOf('Adobe')).toBe(6);
  expect(out[17]).toBe(1);
});

test('words behind what a segment needs go', () => {
  const restart = segment(0xdd, [0, 8, ...LEAK]);
  const frame = segment(0xc0, [8, 0, 1, 0, 1, 1, 1, 0x11, 0, ...LEAK]);
  const out = cleanJpeg(
    Uint8Array.from([
      0xff,
      0xd8,
      ...restart,
      ...frame,
      ...segment(0xda, [1, 1, 0, 0, 63, 0, ...LEAK]),
      0x55,
      0xff,
      0xd9,
    ]),
  );
  expect(Buffer.from(out).toString('latin1')).not.toContain('LEAK'.slice(2));
});

test('pixels that nobody can look through are refused', async () => {
  const other = await rewritten(fixture('jpeg-ls.dcm'), (elements) => elements);
  const at = Buffer.from(other).indexOf('1.2.840.10008.1.2.4.80');
  const video = Buffer.from(await withPixels(other, () => encapsulate([], [0, 0, 1, 0xb3, ...LEAK])));
  video.write('1.2.840.10008.1.2.4.100'.slice(0, 22), at, 'latin1');
  await expect(run(video)).rejects.toMatchObject({ code: expect.stringMatching(/pixel/) });
});
