import { element, part10, text } from '@ichor/testing/elements';
import { describe, expect, test } from 'vitest';
import { UnreadablePixelsError } from '../errors.ts';
import { quoted } from '../quoted.ts';
import { readSlices } from '../read-slices.ts';
import { buildSeries } from '../series/build-series.ts';
import { TAG } from '../tags.ts';
import { type Attribute, encodePart10 } from '../write/encode-part10.ts';

/**
 * A small CT slice; `more` is added to its header, or stands in place of what has the same tag. What is no number is written as LO,
 * since nothing writes it as DS.
 */
function file(more: readonly Attribute[] = [], index = 0): Uint8Array {
  const attributes: Attribute[] = [
    [TAG.Modality, 'CS', 'CT'],
    [TAG.PatientName, 'PN', 'Muster^Anna'],
    [TAG.PatientID, 'LO', 'P'],
    [TAG.StudyInstanceUID, 'UI', '1.2'],
    [TAG.SeriesInstanceUID, 'UI', '1.2.3'],
    [TAG.ImagePositionPatient, 'DS', [0, 0, 10 * index]],
    [TAG.ImageOrientationPatient, 'DS', [1, 0, 0, 0, 1, 0]],
    [TAG.Rows, 'US', 2],
    [TAG.Columns, 'US', 2],
    [TAG.PixelSpacing, 'DS', [0.5, 0.5]],
    [TAG.BitsAllocated, 'US', 16],
    [TAG.BitsStored, 'US', 12],
    [TAG.HighBit, 'US', 11],
    [TAG.PixelRepresentation, 'US', 0],
    [TAG.RescaleIntercept, 'DS', [-1024]],
    [TAG.RescaleSlope, 'DS', [1]],
    [TAG.PixelData, 'OW', new Uint8Array(8)],
  ];
  const tags = new Set(more.map(([tag]) => tag));
  return encodePart10({
    sopClassUid: '1.2.840.10008.5.1.4.1.1.2',
    sopInstanceUid: `1.2.3.${index + 1}`,
    attributes: [...attributes.filter(([tag]) => !tags.has(tag)), ...more].sort(([a], [b]) => a - b),
  });
}

const refusal = async (bytes: Uint8Array): Promise<UnreadablePixelsError> => {
  const error = await readSlices(bytes, 'x').catch((one: unknown) => one);
  if (!(error instanceof UnreadablePixelsError)) throw new Error(`gave ${String(error)}`);
  return error;
};

test.each<[Attribute, string]>([
  [
    [TAG.RescaleSlope, 'LO', '1,0'],
    'the RescaleSlope "1,0", which is no number: a comma parts no decimals in DICOM',
  ],
  [[TAG.RescaleSlope, 'LO', '1.0f'], 'the RescaleSlope "1.0f"'],
  [[TAG.RescaleSlope, 'LO', '0'], 'the RescaleSlope 0'],
  [[TAG.RescaleSlope, 'LO', '1\\2'], 'the RescaleSlope "1\\2", and only one number can be right'],
  [[TAG.RescaleIntercept, 'LO', '- 1024'], 'the RescaleIntercept "- 1024"'],
  [[TAG.PhotometricInterpretation, 'CS', 'PALETTE COLOR'], 'PhotometricInterpretation "PALETTE COLOR"'],
  [[TAG.NumberOfFrames, 'LO', 'two'], 'the NumberOfFrames "two"'],
  [[TAG.PixelRepresentation, 'US', 7], 'the PixelRepresentation 7'],
])('a value that is refused is quoted: %j', async (attribute, words) => {
  const { problem, remedy } = await refusal(file([attribute]));
  expect(problem).toContain(words);
  // Fetching a wrong header again brings the same.
  expect(remedy).not.toMatch(/^Fetch/);
});

test('a value that only leaves out its slice is quoted too', async () => {
  const notices = async (...more: Attribute[]) => (await readSlices(file(more), 'x'))[0]?.notices ?? [];
  expect(await notices([TAG.RescaleType, 'LO', 'US'])).toMatchObject([
    { code: 'rescale-type-not-hu', message: 'The values are not Hounsfield units: RescaleType says "US".' },
  ]);
  expect((await notices([TAG.PixelSpacing, 'LO', '3,6\\3,6']))[0]?.message).toContain('it says "3,6\\3,6"');
  expect((await notices([TAG.ImageOrientationPatient, 'LO', '1\\0\\0']))[0]?.message).toContain(
    'it says "1\\0\\0"',
  );
  expect((await notices([TAG.ImagePositionPatient, 'LO', '1,5\\2\\3']))[0]?.message).toContain(
    'commas part its decimals',
  );
  expect((await notices([TAG.ImagePositionPatient, 'LO', '1\\2']))[0]?.message).toContain('it has 2 values');
});

test('the same number twice is that number', async () => {
  const [slice] = await readSlices(file([[TAG.RescaleSlope, 'LO', '1\\1']]), 'x');
  expect(slice?.values?.slope).toBe(1);
  expect(slice?.notices.map(({ code }) => code)).toEqual([]);
});

test('what may be a patient is never quoted', () => {
  expect(quoted('Muster^Anna')).toBe('(a text of 11 characters)');
  expect(quoted('1\0PN')).toBe('(a text of 4 characters)');
  expect(quoted('1'.repeat(40))).toBe('(a text of 40 characters)');
  expect(quoted('1'.repeat(40), 3)).toBe(`"${'1'.repeat(40)}"`);
});

describe('a header that says what cannot be, and leaves no doubt of a pixel, is read with a notice', () => {
  test.each<[string, Attribute[]]>([
    ['no frames', [[TAG.NumberOfFrames, 'LO', '0']]],
    ['fewer than none', [[TAG.NumberOfFrames, 'LO', '-1']]],
    ['grey values in small letters', [[TAG.PhotometricInterpretation, 'CS', 'monochrome2']]],
    [
      'another highest bit than all bits have',
      [
        [TAG.BitsStored, 'US', 16],
        [TAG.HighBit, 'US', 7],
      ],
    ],
  ])('%s', async (_, more) => {
    const [slice] = await readSlices(file(more), 'x');
    expect([...(slice?.hu ?? [])]).toEqual([-1024, -1024, -1024, -1024]);
    expect(slice?.notices.map(({ code }) => code)).toContain('pixel-header-doubtful');
  });

  test('the modality in small letters, and a UID with the end of a line behind it', async () => {
    const [slice] = await readSlices(
      file([
        [TAG.Modality, 'CS', 'ct'],
        [TAG.SeriesInstanceUID, 'UI', '1.2.3\n'],
      ]),
      'x',
    );
    expect(slice).toMatchObject({ header: { modality: 'CT' }, seriesInstanceUid: '1.2.3', notices: [] });
  });
});

describe('transfer syntaxes', () => {
  const problem = async (uid: string): Promise<{ problem: string; remedy: string }> => {
    const body = [
      ...element(TAG.SOPInstanceUID, 'UI', text('1.2.3.4\0')),
      ...element(TAG.Modality, 'CS', text('CT')),
      ...element(TAG.StudyInstanceUID, 'UI', text('1.2\0')),
      ...element(TAG.SeriesInstanceUID, 'UI', text('1.2.3\0')),
      ...element(TAG.Rows, 'US', [1, 0]),
      ...element(TAG.Columns, 'US', [1, 0]),
      ...element(TAG.PixelData, 'OW', [0, 0]),
    ];
    return (await readSlices(part10(uid, body), 'x').catch(
      (error: unknown) => error,
    )) as UnreadablePixelsError;
  };

  test.each([
    ['1.3.46.670589.33.1.4.1', 'a private transfer syntax of Philips (1.3.46.670589.33.1.4.1)'],
    ['1.2.840.113619.5.99', 'a private transfer syntax of GE'],
    ['1.3.12.2.1107.5.9', 'a private transfer syntax of Siemens'],
    ['1.2.3.4', 'a transfer syntax that the standard does not have (1.2.3.4)'],
  ])('%s is named by its maker', async (uid, words) => {
    expect((await problem(uid)).problem).toContain(words);
    expect((await problem(uid)).remedy).toContain('Ask the archive');
  });

  test('advice fits what lies in them', async () => {
    expect((await problem('1.2.840.10008.1.2.4.102')).remedy).toContain('video');
    expect((await problem('1.2.840.10008.1.2.4.94')).remedy).toContain('server');
    expect((await problem('1.2.840.10008.1.2.4.53')).remedy).toContain('gdcmconv');
  });

  test("GE's own, in big-endian pixels behind a little-endian header without VR, is read", async () => {
    const [sound] = await readSlices(
      file([[TAG.PixelData, 'OW', Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8)]]),
      'x',
    );
    const implicit = (tag: number, value: readonly number[]): number[] => [
      ...[tag >>> 16, tag & 0xffff].flatMap((part) => [part & 255, part >> 8]),
      ...[value.length, 0, 0, 0],
      ...value,
    ];
    const body = [
      ...implicit(TAG.SOPInstanceUID, text('1.2.3.4\0')),
      ...implicit(TAG.Modality, text('CT')),
      ...implicit(TAG.StudyInstanceUID, text('1.2\0')),
      ...implicit(TAG.SeriesInstanceUID, text('1.2.3\0')),
      ...implicit(TAG.Rows, [2, 0]),
      ...implicit(TAG.Columns, [2, 0]),
      ...implicit(TAG.BitsStored, [12, 0]),
      ...implicit(TAG.RescaleIntercept, text('-1024 ')),
      ...implicit(TAG.RescaleSlope, text('1 ')),
      ...implicit(TAG.PixelData, [2, 1, 4, 3, 6, 5, 8, 7]),
    ];
    const [slice] = await readSlices(part10('1.2.840.113619.5.2', body), 'x');
    expect(slice?.hu).toEqual(sound?.hu);
    expect(slice?.notices.map(({ code }) => code)).toEqual([]);
  });
});

describe('sentences are true of what was read', () => {
  test('of slices of which none can be read nobody says that they have no position', async () => {
    for (const damaged of [
      (i: number) => file([[TAG.RescaleSlope, 'LO', '1,0']], i),
      (i: number) => file([], i).subarray(0, -2),
    ]) {
      const unreadable = await Promise.all([0, 1, 2].map((i) => refusal(damaged(i))));
      const [series] = buildSeries([], unreadable);
      expect([...new Set(series?.notices.map(({ code }) => code))]).toEqual(['slice-unreadable']);
      expect(series?.unreadableSopInstanceUids).toHaveLength(3);
    }
  });

  test('a value that is damaged is not called absent', async () => {
    const slices = await Promise.all(
      [0, 1, 2].map(
        async (i) => (await readSlices(file([[TAG.PixelSpacing, 'LO', '3,6\\3,6']], i), 'x'))[0]!,
      ),
    );
    const codes = buildSeries(slices)[0]?.notices.map(({ code }) => code);
    expect(codes).toContain('pixel-spacing-invalid');
    expect(codes).not.toContain('pixel-spacing-missing');
    const bad = await Promise.all(
      [0, 1, 2].map(
        async (i) => (await readSlices(file([[TAG.ImagePositionPatient, 'LO', '0,5\\0\\0']], i), 'x'))[0]!,
      ),
    );
    const messages = buildSeries(bad)[0]?.notices.map(({ message }) => message) ?? [];
    const ofPositions = messages.filter((message) => /No slice|neither/.test(message));
    expect(ofPositions).toHaveLength(2);
    for (const message of ofPositions) expect(message).toMatch(/positions? that can be used/);
  });

  test('it is said which UID is lacking', async () => {
    const error = await readSlices(file([[TAG.SeriesInstanceUID, 'UI', '']]), 'x').catch(
      (one: unknown) => one,
    );
    expect(error).toMatchObject({
      code: 'missing-uid',
      problem: expect.stringContaining('SeriesInstanceUID'),
    });
    expect((error as Error).message).not.toContain('StudyInstanceUID');
  });
});
