import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { readSlices } from '../read-slices.ts';
import { readSlicesOf } from '../read-slices-of.ts';

const fixture = (name: string): Uint8Array =>
  Uint8Array.from(readFileSync(new URL(`../../../../fixtures/dicom/${name}`, import.meta.url)));

const NAMES = [
  'rle-signed-16.dcm',
  'jpeg-baseline.dcm',
  'jpeg-extended.dcm',
  'jpeg-lossless-57-predictor-4.dcm',
  'jpeg-lossless-70-signed-16.dcm',
  'jpeg-lossless-70-fragments.dcm',
  'jpeg-ls.dcm',
  'jpeg-ls-near.dcm',
  'jpeg-2000-signed-16.dcm',
  'jpeg-2000-lossy.dcm',
  'htj2k-signed-16.dcm',
  'htj2k-lossy.dcm',
  'enhanced-ct-jpeg-ls.dcm',
];
const DELIMITER = [0xfe, 0xff, 0xdd, 0xe0, 0, 0, 0, 0];
const PADDING_ELEMENT = [0xfc, 0xff, 0xfc, 0xff, 0x4f, 0x42, 0, 0, 4, 0, 0, 0, 0, 0, 0, 0];

/** The file without its last delimiter, and where its last fragment begins. */
function opened(name: string): { bytes: Uint8Array; item: number } {
  const whole = fixture(name);
  expect([...whole.subarray(-8)]).toEqual(DELIMITER);
  const bytes = whole.subarray(0, -8);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let item = bytes.length - 8; item > 0; item--) {
    if (
      view.getUint32(item, true) === 0xe000fffe &&
      view.getUint32(item + 4, true) === bytes.length - item - 8
    )
      return { bytes, item };
  }
  throw new Error(`${name} has no last fragment`);
}

const withMore = (bytes: Uint8Array, more: readonly number[]): Uint8Array =>
  Uint8Array.from([...bytes, ...more]);

/** The file with another length of its last fragment. */
function withLength({ bytes, item }: ReturnType<typeof opened>, add: number): Uint8Array {
  const out = bytes.slice();
  const view = new DataView(out.buffer);
  view.setUint32(item + 4, view.getUint32(item + 4, true) + add, true);
  return out;
}

describe.each(NAMES)('%s', (name) => {
  const sound = readSlices(fixture(name), name);

  async function expectSame(bytes: Uint8Array): Promise<void> {
    const [before, after] = [await sound, await readSlices(bytes, name)];
    expect(after.map(({ hu }) => hu)).toEqual(before.map(({ hu }) => hu));
    for (const { notices } of after) expect(notices.map(({ code }) => code)).toContain('pixels-end-unmarked');
  }

  test.each<[string, number[]]>([
    ['nothing', []],
    ['a part of it', DELIMITER.slice(0, 3)],
    ['its tag alone', DELIMITER.slice(0, 4)],
    ['zeros', new Array(128).fill(0)],
    ['the delimiter of an item', [0xfe, 0xff, 0x0d, 0xe0, 0, 0, 0, 0]],
    ['another element', PADDING_ELEMENT],
  ])('is read with a notice where in place of the last delimiter stands %s', async (_, more) => {
    await expectSame(withMore(opened(name).bytes, more));
  });

  test('is read with a notice where the last fragment says that it reaches over the delimiter', async () => {
    for (const add of [2, 8, 1000]) {
      await expectSame(withMore(withLength(opened(name), add), DELIMITER));
    }
  });

  test('is read with a notice out of a file read in parts', async () => {
    const { bytes } = opened(name);
    const source = {
      bytes: bytes.length,
      read: async (offset = 0, length = bytes.length) => bytes.subarray(offset, offset + length),
    };
    const [before, after] = [await sound, await readSlicesOf(source, name, { largeBytes: 0 })];
    expect(after.map(({ hu }) => hu)).toEqual(before.map(({ hu }) => hu));
    expect(after[0]?.notices.map(({ code }) => code)).toContain('pixels-end-unmarked');
  });

  test('is refused where a byte of its stream is missing, and where its last fragment is', async () => {
    const { bytes, item } = opened(name);
    for (const cut of [2, 3, 8, 20]) {
      await expect(readSlices(bytes.subarray(0, -cut), name)).rejects.toMatchObject({
        code: 'dicom-truncated',
      });
    }
    await expect(readSlices(bytes.subarray(0, item), name)).rejects.toMatchObject({
      code: 'dicom-truncated',
    });
  });
});

test('compressed pixels in a value that says its length are no uncompressed ones', async () => {
  for (const name of ['rle-signed-16.dcm', 'jpeg-2000-signed-16.dcm']) {
    const whole = fixture(name);
    const start = Buffer.from(whole).indexOf(Buffer.from([0xe0, 0x7f, 0x10, 0, 0x4f, 0x42, 0, 0])) + 12;
    const defined = whole.slice();
    new DataView(defined.buffer).setUint32(start - 4, whole.length - start, true);
    const [before, after] = [await readSlices(whole, name), await readSlices(defined, name)];
    expect(after.map(({ hu }) => hu)).toEqual(before.map(({ hu }) => hu));
    expect(after[0]?.notices.map(({ code }) => code)).toContain('pixels-end-unmarked');
  }
});

test('a frame in the place of the offset table is a frame', async () => {
  const whole = fixture('jpeg-ls.dcm');
  const start = Buffer.from(whole).indexOf(Buffer.from([0xe0, 0x7f, 0x10, 0, 0x4f, 0x42, 0, 0])) + 12;
  const table = 8 + new DataView(whole.buffer).getUint32(start + 4, true);
  const without = Uint8Array.from([...whole.subarray(0, start), ...whole.subarray(start + table)]);
  const [before, after] = [await readSlices(whole, 'x'), await readSlices(without, 'x')];
  expect(after[0]?.hu).toEqual(before[0]?.hu);
  expect(after[0]?.notices.map(({ code }) => code)).toContain('offset-table-wrong');
});
