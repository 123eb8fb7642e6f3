import { readFileSync } from 'node:fs';
import { isIchorError } from '@ichor/notices';
import fc from '@ichor/testing/properties';
import { describe, expect, test } from 'vitest';
import type { ByteSource } from './part10/byte-source.ts';
import { readSlices } from './read-slices.ts';
import { readSlicesOf } from './read-slices-of.ts';

const fixture = (name: string): Uint8Array =>
  new Uint8Array(readFileSync(new URL(`../../../fixtures/dicom/${name}`, import.meta.url)));

const sourceOf = (bytes: Uint8Array): ByteSource => ({
  bytes: bytes.length,
  read: async (offset = 0, length = bytes.length - offset) => bytes.slice(offset, offset + length),
});
const outcome = (act: Promise<unknown>): Promise<unknown> =>
  act.catch((error: unknown) => {
    if (!isIchorError(error)) throw error;
    return { code: error.code, message: error.message };
  });

const MULTI_FRAME = [
  'enhanced-ct.dcm',
  'enhanced-ct-jpeg-ls.dcm',
  'enhanced-ct-of-two-groups.dcm',
  'legacy-converted-ct.dcm',
];

describe('a large file', () => {
  test.each([
    ...MULTI_FRAME,
    'two-frames.dcm',
    'truncated.dcm',
    'mr.dcm',
    'explicit-signed-16.dcm',
    'deflated.dcm',
    'not-dicom.txt',
  ])('gives the same as one that is held whole: %s', async (name) => {
    const streamed = outcome(readSlicesOf(sourceOf(fixture(name)), name, { largeBytes: 0 }));
    expect(await streamed).toEqual(await outcome(readSlices(fixture(name), name)));
  });

  test('damaged anywhere too', async () => {
    for (const name of ['enhanced-ct.dcm', 'enhanced-ct-jpeg-ls.dcm']) {
      const bytes = fixture(name);
      await fc.assert(
        fc.asyncProperty(fc.nat(bytes.length - 1), fc.nat(255), fc.boolean(), async (at, value, cut) => {
          const damaged = cut ? bytes.slice(0, at) : bytes.with(at, value);
          const streamed = outcome(readSlicesOf(sourceOf(damaged), name, { largeBytes: 0 }));
          expect(await streamed).toEqual(await outcome(readSlices(damaged, name)));
        }),
        { numRuns: 150 },
      );
    }
  });

  test('is never read whole where its frames lie as they should', async () => {
    for (const name of ['enhanced-ct.dcm', 'enhanced-ct-jpeg-ls.dcm']) {
      const source = sourceOf(fixture(name));
      const wholes: string[] = [];
      const watched: ByteSource = {
        bytes: source.bytes,
        read(offset, length) {
          if (length === undefined) wholes.push(name);
          return source.read(offset, length);
        },
      };
      await readSlicesOf(watched, name, { largeBytes: 0 });
      expect(wholes).toEqual([]);
    }
  });

  test('gives slices without pixels where none are wanted, with the same notices', async () => {
    const name = 'enhanced-ct.dcm';
    const whole = await readSlices(fixture(name), name);
    for (const largeBytes of [0, 2 ** 30]) {
      const slices = await readSlicesOf(sourceOf(fixture(name)), name, { largeBytes, pixels: false });
      expect(slices.map(({ hu }) => hu.length)).toEqual(whole.map(() => 0));
      expect(slices.map(({ notices, sopInstanceUid }) => ({ notices, sopInstanceUid }))).toEqual(
        whole.map(({ notices, sopInstanceUid }) => ({ notices, sopInstanceUid })),
      );
    }
  });
});
