import { readFileSync } from 'node:fs';
import { IchorError, isIchorError } from '@ichor/notices';
import fc from '@ichor/testing/properties';
import { describe, expect, test } from 'vitest';
import { NotCtError, UnreadablePixelsError } from './errors.ts';
import { readInstance, readSlices } from './read-slices.ts';
import { buildSeries } from './series/build-series.ts';
import { TAG } from './tags.ts';
import { type Attribute, encodePart10 } from './write/encode-part10.ts';

type Expected =
  | { hu: number[]; notices: string[]; within?: number }
  | { frames: number[][]; notices: string[] }
  | { code: string };

const fixture = (name: string): Uint8Array =>
  new Uint8Array(readFileSync(new URL(`../../../fixtures/dicom/${name}`, import.meta.url)));
/** A fixture under the name of another transfer syntax, as long as its own. */
const renamed = (name: string, from: string, to: string): Uint8Array => {
  const text = Buffer.from(fixture(name)).toString('latin1');
  expect(text).toContain(from);
  expect(from).toHaveLength(to.length);
  return new Uint8Array(Buffer.from(text.replace(from, to), 'latin1'));
};
const expected: Record<string, Expected> = JSON.parse(new TextDecoder().decode(fixture('expected.json')));
const sound = Object.entries(expected).filter(([, want]) => 'hu' in want);
const multiFrame = Object.entries(expected).filter(([, want]) => 'frames' in want);
const refused = Object.entries(expected).filter(([, want]) => 'code' in want);

const failure = async (bytes: Uint8Array, subject: string): Promise<IchorError> => {
  const error = await readSlices(bytes, subject).catch((e: unknown) => e);
  if (!isIchorError(error)) throw new Error(`${subject} gave ${String(error)}`);
  return error;
};

describe('what pydicom and DCMTK wrote reads as they mean it', () => {
  test.each(sound)('%s', async (name, want) => {
    const slice = await readInstance(fixture(name), name);
    const { hu, notices, within = 0 } = want as { hu: number[]; notices: string[]; within?: number };
    expect([slice.rows, slice.columns]).toEqual([14, 18]);
    if (within === 0) expect([...slice.hu]).toEqual(hu);
    expect(Math.max(...hu.map((value, i) => Math.abs(value - (slice.hu[i] as number))))).toBeLessThanOrEqual(
      within,
    );
    expect(slice.notices.map((notice) => notice.code)).toEqual(notices);
    expect(slice.pixelSpacing).toEqual([0.5, 0.25]);
    expect(slice.imageOrientationPatient).toEqual([1, 0, 0, 0, 1, 0]);
  });
});

describe('multi-frame images read as a slice a frame', () => {
  test.each(multiFrame)('%s', async (name, want) => {
    const slices = await readSlices(fixture(name), name);
    const { frames, notices } = want as { frames: number[][]; notices: string[] };
    expect(slices.map(({ hu }) => [...hu])).toEqual(frames);
    for (const [i, slice] of slices.entries()) {
      expect(slice).toMatchObject({
        instanceNumber: i + 1,
        imagePositionPatient: [-4.5, -3.5, 5 * i],
        imageOrientationPatient: [1, 0, 0, 0, 1, 0],
        pixelSpacing: [0.5, 0.25],
        sliceThicknessMm: 5,
        header: {
          imageType: ['ORIGINAL', 'PRIMARY', 'VOLUME', 'NONE'],
          rescaleType: 'HU',
          recommendedWindow: { center: 40, width: 80 },
        },
      });
      expect(slice.sopInstanceUid).toMatch(new RegExp(`^2\\.25\\.2026112300\\.\\d+#${i + 1}$`));
      expect(slice.notices.map((notice) => notice.code)).toEqual(notices);
    }
    const [series, other] = buildSeries([...slices].reverse());
    expect(other).toBeUndefined();
    expect(series?.positionsMm).toEqual([0, 5, 10]);
  });

  test.each(['enhanced-ct.dcm', 'enhanced-ct-jpeg-ls.dcm'])(
    'one frame of %s can be had alone',
    async (name) => {
      const all = await readSlices(fixture(name), 'x');
      for (const [i, slice] of all.entries()) {
        expect(await readSlices(fixture(name), 'x', { frame: i + 1 })).toEqual([slice]);
      }
      for (const frame of [0, all.length + 1]) {
        await expect(readSlices(fixture(name), 'x', { frame })).rejects.toThrow(RangeError);
      }
    },
  );

  test('and are refused where one slice is asked for', async () => {
    const error = await readInstance(fixture('enhanced-ct.dcm'), 'x').catch((e: unknown) => e);
    expect(error).toBeInstanceOf(UnreadablePixelsError);
    expect((error as UnreadablePixelsError).problem).toContain('holds 3 frames');
  });

  test('a frame that can not be decoded makes the whole file unreadable, and is named', async () => {
    const bytes = fixture('enhanced-ct-jpeg-ls.dcm');
    const last = Buffer.from(bytes).lastIndexOf(Buffer.from([0xff, 0xd8, 0xff, 0xf7]));
    bytes[last + 5] = 77;
    const error = await readSlices(bytes, 'x').catch((e: unknown) => e);
    expect(error).toBeInstanceOf(UnreadablePixelsError);
    expect((error as UnreadablePixelsError).problem).toContain('(frame 3 of 3)');
  });

  test('a notice that concerns the file stands at each of its slices, under the name of the slice', async () => {
    const slices = await readSlices(
      renamed('enhanced-ct-jpeg-ls.dcm', '1.2.840.10008.1.2.4.80', '1.2.840.10008.1.2.4.90'),
      'x',
    );
    for (const { notices, sopInstanceUid } of slices) {
      expect(notices).toMatchObject([{ code: 'bitstream-mismatch', sopInstanceUids: [sopInstanceUid] }]);
    }
  });
});

describe('what can not be read is refused by its reason', () => {
  test.each(refused)('%s', async (name, want) => {
    const error = await failure(fixture(name), name);
    expect(error.code).toBe((want as { code: string }).code);
    expect(error.message).toContain(name);
  });

  test('retired transfer syntaxes are refused by their names', async () => {
    const progressive = renamed('jpeg-extended.dcm', '1.2.840.10008.1.2.4.51', '1.2.840.10008.1.2.4.55');
    const error = await failure(progressive, 'x');
    expect(error.code).toBe('transfer-syntax-unsupported');
    expect(error.problem).toContain('JPEG Full Progression, Non-Hierarchical (Process 10 & 12) (Retired)');
  });

  test('pixels that are missing leave the instance known, so that its series can be called incomplete', async () => {
    for (const name of ['no-pixels.dcm', 'pixels-too-short.dcm', 'truncated.dcm']) {
      const error = await failure(fixture(name), name);
      expect(error).toBeInstanceOf(UnreadablePixelsError);
      expect((error as UnreadablePixelsError).instance).toMatchObject({
        studyInstanceUid: '2.25.2026112300.1000',
        seriesInstanceUid: '2.25.2026112300.2000',
        patientId: 'FIXTURE',
      });
    }
  });

  test('an MR image is named as such', async () => {
    const error = await failure(fixture('mr.dcm'), 'x');
    expect(error).toBeInstanceOf(NotCtError);
    expect((error as NotCtError).modality).toBe('MR');
  });

  test('an empty file is not DICOM', async () => {
    expect((await failure(new Uint8Array(0), 'empty')).code).toBe('not-dicom');
  });
});

describe('a transfer syntax that lies about the pixels', () => {
  const uid = (end: string) => `1.2.840.10008.1.2.4.${end}`;
  test.each([
    ['jpeg-ls.dcm', uid('80'), uid('90'), 'they are JPEG-LS'],
    ['jpeg-2000-signed-16.dcm', uid('90'), uid('80'), 'they are JPEG 2000'],
    ['jpeg-lossless-70-signed-16.dcm', uid('70'), uid('90'), 'they are JPEG lossless'],
    ['jpeg-extended.dcm', uid('51'), uid('70'), 'they are JPEG, '],
    ['htj2k-signed-16.dcm', uid('201'), `${uid('90')}\0`, 'they are High-Throughput JPEG 2000'],
  ])('%s as %s is read as what it is, with a notice', async (name, from, to, words) => {
    const { hu, notices } = await readInstance(renamed(name, from, to), name);
    expect([...hu]).toEqual((expected[name] as { hu: number[] }).hu);
    expect(notices[0]).toMatchObject({ code: 'bitstream-mismatch', message: expect.stringContaining(words) });
  });

  test('pixels in fragments are decoded though the syntax says uncompressed, and the other way round', async () => {
    const cut = await readInstance(
      renamed('encapsulated-uncompressed.dcm', '1.2.840.10008.1.2.1.98', '1.2.840.10008.1.2.1\0\0\0'),
      'x',
    );
    const plain = await readInstance(
      renamed('explicit-signed-16.dcm', '1.2.840.10008.1.2.1\0', '1.2.840.10008.1.2.5\0'),
      'x',
    );
    for (const { hu, notices } of [cut, plain]) {
      expect([...hu]).toEqual((expected['explicit-signed-16.dcm'] as { hu: number[] }).hu);
      expect(notices.map((notice) => notice.code)).toEqual(['bitstream-mismatch']);
    }
  });
});

describe('the header of RSNA 2019', () => {
  test('illegal UIDs and zero-padded, doubled windows read as they stand', async () => {
    const slice = await readInstance(fixture('rsna.dcm'), 'rsna.dcm');
    expect(slice).toMatchObject({
      sopInstanceUid: 'ID_000012eaf',
      seriesInstanceUid: 'ID_5566778899',
      studyInstanceUid: 'ID_0011223344',
      header: { recommendedWindow: { center: 40, width: 80 } },
      instanceNumber: undefined,
      sliceThicknessMm: undefined,
    });
  });
});

describe('one slice of zeros', () => {
  const zeros = (sopInstanceUid: string, ...more: Attribute[]): Uint8Array =>
    encodePart10({
      sopClassUid: '1.2.840.10008.5.1.4.1.1.2',
      sopInstanceUid,
      attributes: [
        [TAG.SOPInstanceUID, 'UI', sopInstanceUid],
        [TAG.Modality, 'CS', 'CT'],
        [TAG.StudyInstanceUID, 'UI', '1.2'],
        [TAG.SeriesInstanceUID, 'UI', '1.2.3'],
        [TAG.Rows, 'US', 2],
        [TAG.Columns, 'US', 2],
        [TAG.RescaleIntercept, 'DS', [0]],
        [TAG.RescaleSlope, 'DS', [1]],
        [TAG.PixelData, 'OW', new Uint8Array(8)],
        ...more,
      ],
    });

  test('a UID of more than 64 characters, or one that cannot be printed, names nothing', async () => {
    expect((await readInstance(zeros('1'.repeat(64)), 'x')).sopInstanceUid).toHaveLength(64);
    expect((await failure(zeros('1'.repeat(65)), 'x')).code).toBe('missing-uid');
    expect((await failure(zeros('1.2\u001b[2J'), 'x')).code).toBe('missing-uid');
  });

  test('compression with loss is told with its ratios', async () => {
    const { notices } = await readInstance(
      zeros(
        '1.2.3.4',
        [TAG.LossyImageCompression, 'CS', '01'],
        [TAG.LossyImageCompressionRatio, 'DS', [10, 2.5]],
      ),
      'x',
    );
    expect(notices).toMatchObject([
      { code: 'lossy-compressed', message: expect.stringContaining('10:1, then 2.5:1') },
    ]);
    expect(
      (await readInstance(zeros('1.2.3.4', [TAG.LossyImageCompression, 'CS', '00']), 'x')).notices,
    ).toEqual([]);
  });
});

describe('what no CT image is', () => {
  const big = (rows: number, columns: number, frames: number): Uint8Array =>
    encodePart10({
      sopClassUid: '1.2.840.10008.5.1.4.1.1.2',
      sopInstanceUid: '1.2.3.4',
      attributes: [
        [TAG.Modality, 'CS', 'CT'],
        [TAG.StudyInstanceUID, 'UI', '1.2'],
        [TAG.SeriesInstanceUID, 'UI', '1.2.3'],
        [TAG.NumberOfFrames, 'IS', [frames]],
        [TAG.Rows, 'US', rows],
        [TAG.Columns, 'US', columns],
        [TAG.PixelData, 'OW', new Uint8Array(8)],
      ],
    });

  test.each([
    [65535, 65535, 1],
    [2, 2, 2 ** 31],
  ])(
    '%i x %i pixels in %i frames are refused before memory is taken for them',
    async (rows, columns, frames) => {
      const error = await failure(big(rows, columns, frames), 'x');
      expect(error.code).toBe('unsupported-pixels');
      expect(error.problem).toContain('more than any CT image');
    },
  );

  test('as many frames as fit, with too few pixels, are too few pixels', async () => {
    expect((await failure(big(8192, 8192, 1), 'x')).code).toBe('pixel-data-short');
    expect((await failure(big(2, 2, 2 ** 20), 'x')).code).toBe('unsupported-pixels');
  });
});

describe('garbage behind the pixels', () => {
  test.each([
    'explicit-signed-16.dcm',
    'implicit-bare.dcm',
    'rle-signed-16.dcm',
    'jpeg-ls.dcm',
    'deflated.dcm',
  ])('of %s changes no value, and is said', async (name) => {
    const garbage = Uint8Array.from({ length: 333 }, (_, i) => (i * 89) % 256);
    const slice = await readInstance(Buffer.concat([fixture(name), garbage]), name);
    const { hu, notices } = expected[name] as { hu: number[]; notices: string[] };
    expect([...slice.hu]).toEqual(hu);
    // Behind the end of a deflated stream nothing can be displaced.
    const more = name === 'deflated.dcm' ? [] : ['pixel-data-long'];
    expect(slice.notices.map((notice) => notice.code)).toEqual([...notices, ...more]);
  });
});

describe('damage', () => {
  const names = [
    'explicit-signed-16.dcm',
    'implicit-bare.dcm',
    'sequences-explicit.dcm',
    'rle-8.dcm',
    'jpeg-lossless-70-signed-16.dcm',
    'jpeg-extended.dcm',
    'jpeg-ls.dcm',
    'jpeg-2000-signed-16.dcm',
    'htj2k-signed-16.dcm',
    'deflated.dcm',
    'big-endian-signed-16.dcm',
    'legacy-converted-ct.dcm',
  ];

  test('a file cut anywhere gives an error that says so; only where no pixel is missing the same slice, and that is said', async () => {
    for (const name of names) {
      const whole = fixture(name);
      const slices = await readSlices(whole, name);
      const isEncapsulated = Buffer.from(whole.subarray(-8)).toString('hex') === 'feffdde000000000';
      // The last three bytes of the deflated one hold the code for its end and fill up: no pixels are lost with them.
      const needed = name === 'deflated.dcm' ? whole.length - 3 : whole.length;
      for (let length = 0; length < needed; length += 1) {
        // The delimiter behind the fragments, and a byte that makes the last one even.
        if (isEncapsulated && length >= whole.length - 9) {
          const read = await readSlices(whole.subarray(0, length), name).catch((error: unknown) => {
            expect(error).toMatchObject({ code: 'dicom-truncated' });
            expect(length).toBe(whole.length - 9);
            return undefined;
          });
          if (read === undefined) continue;
          expect(read.map(({ hu }) => hu)).toEqual(slices.map(({ hu }) => hu));
          for (const { notices } of read)
            expect(notices.map(({ code }) => code)).toContain('pixels-end-unmarked');
          continue;
        }
        const error = await failure(whole.subarray(0, length), name);
        expect([
          'not-dicom',
          'dicom-truncated',
          'dicom-corrupt',
          'no-pixel-data',
          'missing-uid',
          'not-ct',
          // Behind NumberOfFrames and before what is said of each frame.
          'unsupported-pixels',
        ]).toContain(error.code);
      }
    }
  });

  test('changed bytes give a slice or an IchorError, and nothing else', async () => {
    const files = sound.map(([name]) => fixture(name));
    await fc.assert(
      fc.asyncProperty(
        fc.nat(files.length - 1),
        fc.array(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(255)), {
          minLength: 1,
          maxLength: 8,
        }),
        async (index, changes) => {
          const bytes = (files[index] as Uint8Array).slice();
          for (const [where, value] of changes) bytes[Math.floor(where * (bytes.length - 1))] = value;
          const result = await readInstance(bytes, 'changed').catch((error: unknown) => error);
          if (result instanceof Error) expect(result).toBeInstanceOf(IchorError);
          else
            expect((result as { hu: Int16Array; rows: number; columns: number }).hu.length).toBeGreaterThan(
              0,
            );
        },
      ),
      { numRuns: 1200, seed: 20261123 },
    );
  });

  test('bytes behind an odd offset read the same, in a Buffer too', async () => {
    const bytes = fixture('explicit-signed-16.dcm');
    const shifted = Buffer.alloc(bytes.length + 1);
    shifted.set(bytes, 1);
    for (const odd of [shifted.subarray(1), new Uint8Array(shifted).subarray(1)]) {
      const slice = await readInstance(odd, 'x');
      expect([...slice.hu]).toEqual((expected['explicit-signed-16.dcm'] as { hu: number[] }).hu);
    }
  });
});
