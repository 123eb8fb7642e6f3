import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { DecodedFrame } from '../codecs/decoder.ts';
import { readInstance } from '../read-slices.ts';
import { readStoredValues } from './read-stored-values.ts';
import { withinStored } from './within-stored.ts';

const fixture = (name: string): Uint8Array =>
  Uint8Array.from(readFileSync(new URL(`../../../../fixtures/dicom/${name}`, import.meta.url)));

/** The file with another BitsStored, and the HighBit that belongs to it. */
function stored(bytes: Uint8Array, bits: number): Uint8Array {
  const out = bytes.slice();
  for (const [element, value] of [
    [0x01, bits],
    [0x02, bits - 1],
  ] as const) {
    const at = out.findIndex(
      (byte, i) => byte === 0x28 && out[i + 1] === 0 && out[i + 2] === element && out[i + 3] === 1,
    );
    expect(String.fromCharCode(out[at + 4]!, out[at + 5]!)).toBe('US');
    out[at + 8] = value;
  }
  return out;
}

test.each([
  ['jpeg-baseline.dcm', 7],
  ['jpeg-extended.dcm', 11],
  ['jpeg-extended.dcm', 10],
  ['jpeg-ls-near.dcm', 11],
  ['jpeg-2000-lossy.dcm', 11],
  ['htj2k-lossy.dcm', 11],
])('values of %s beyond %i bits are cut to them, and none wraps', async (name, bits) => {
  const whole = await readStoredValues(fixture(name), name);
  const cut = await readStoredValues(stored(fixture(name), bits), name);
  const [low, high] = whole.signed ? [-(2 ** (bits - 1)), 2 ** (bits - 1) - 1] : [0, 2 ** bits - 1];
  const expected = [...whole.values].map((value) => Math.max(low, Math.min(high, value)));
  expect(expected).not.toEqual([...whole.values]);
  expect([...cut.values]).toEqual(expected);
  // They lie far beyond: here BitsStored is wrong.
  expect(cut.notices.map(({ code }) => code)).toEqual(['lossy-beyond-stored']);
  const { notices } = await readInstance(stored(fixture(name), bits), name);
  expect(notices.map(({ code }) => code)).not.toContain('bits-beyond-stored');
});

test('bits above those of a stream without loss are left out as overlays are, and that is said', async () => {
  const whole = await readStoredValues(fixture('jpeg-ls.dcm'), 'x');
  const cut = await readStoredValues(stored(fixture('jpeg-ls.dcm'), 8), 'x');
  expect([...cut.values]).toEqual([...whole.values].map((value) => value & 255));
  const { notices } = await readInstance(stored(fixture('jpeg-ls.dcm'), 8), 'x');
  expect(notices.map(({ code }) => code)).toContain('bits-beyond-stored');
});

describe('of a frame', () => {
  const TWELVE = { bitsStored: 12, highBit: 11, signed: false, padding: undefined };
  const SIGNED = { ...TWELVE, signed: true };
  const frame = (cells: readonly number[], more: Partial<DecodedFrame> = {}): DecodedFrame => ({
    cells: Uint16Array.from(cells),
    bits: 16,
    lossy: true,
    ...more,
  });
  /** The cells as they are now, as numbers with a sign. */
  const values = ({ cells }: DecodedFrame): number[] => [...cells].map((cell) => (cell << 16) >> 16);

  test.each([
    ['unsigned', TWELVE, {}, [0, 4095, 4100], [0, 4095, 4095]],
    ['signed', SIGNED, { signed: true }, [-2048, -2050, 2047, 2060], [-2048, -2048, 2047, 2047]],
    ['signed, in all bits of a stream without a sign', SIGNED, {}, [-5, -2050, 2060], [-5, -2048, 2047]],
    ['positive, in a stream without a sign', SIGNED, {}, [1000, 2060], [1000, 2047]],
    [
      'signed, in the stored bits of a stream with a sign',
      SIGNED,
      { signed: true },
      [0xc18, 0xffe, -2],
      [-1000, -2, 0],
    ],
    [
      'signed, in the stored bits of a stream without a sign',
      SIGNED,
      {},
      [0xc18, 0xffe, 0x1001],
      [-1000, -2, -1],
    ],
    ['below zero in a stream with a sign', TWELVE, { signed: true }, [-3, 7], [0, 7]],
  ] as const)('overshoot is set to the end of the range: %s', (_, description, more, given, expected) => {
    const one = frame(given, more);
    expect(withinStored(one, description, true)).toEqual({
      layout: { bitsStored: 12, highBit: 11 },
      doubtful: false,
    });
    expect(values(one)).toEqual(expected);
  });

  test('padding that the header puts beyond the range stays there', () => {
    const one = frame([63534, 63541, 4101, 1000]);
    const result = withinStored(one, { ...TWELVE, padding: [63536, 63536] }, true);
    expect([...one.cells]).toEqual([63536, 63536, 4095, 1000]);
    expect(result?.doubtful).toBe(false);
  });

  test('values in the high bits of a cell lose what compression left below them', () => {
    const one = frame([0x7fff, 0xfff3]);
    expect(withinStored(one, { ...TWELVE, highBit: 15 }, true)?.layout).toEqual({
      bitsStored: 12,
      highBit: 11,
    });
    expect([...one.cells]).toEqual([0x7ff, 0xfff]);
  });

  test('far beyond the range BitsStored is doubted', () => {
    expect(withinStored(frame([0, 5000]), TWELVE, true)?.doubtful).toBe(true);
  });

  test('a sign is a sign where more values have one than lie above the range, and where fewer have, it is overshoot', () => {
    const air = frame([-1000, -990, -1010, 3500], { signed: true });
    expect(withinStored(air, SIGNED, true)?.doubtful).toBe(true);
    expect(values(air)).toEqual([-1000, -990, -1010, 2047]);
    const cut = frame([0xc18, 0xc22, 0xc0e, -70], { signed: true });
    withinStored(cut, SIGNED, true);
    expect(values(cut)).toEqual([-1000, -990, -1010, 0]);
  });

  test('where nobody says that something was lost, only what hardly leaves the range is overshoot', () => {
    const near = frame([0, 4100]);
    expect(withinStored(near, TWELVE, false)?.doubtful).toBe(true);
    expect([...near.cells]).toEqual([0, 4095]);
    const overlay = frame([0, 4096 + 1060]);
    expect(withinStored(overlay, TWELVE, false)).toBeUndefined();
    expect([...overlay.cells]).toEqual([0, 4096 + 1060]);
  });
});
