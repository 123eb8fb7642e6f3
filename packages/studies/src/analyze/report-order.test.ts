import type { Slice } from '@ichor/ct';
import { buildSeries, readSlices, UnreadablePixelsError, writeCtImage } from '@ichor/dicom';
import type { OpenBundle } from '@ichor/inference';
import { isIchorError } from '@ichor/notices';
import { formatStudyReport, type StudyReport } from '@ichor/report';
import { exampleBundle } from '@ichor/testing/example-bundle';
import { openFakeBundle } from '@ichor/testing/open-fake-bundle';
import fc from '@ichor/testing/properties';
import { type TinyOptions, tinySeries } from '@ichor/testing/tiny-series';
import { beforeAll, describe, expect, test } from 'vitest';
import { withAxial } from '../read/with-axial.ts';
import { analyzeSeries } from './analyze-series.ts';

interface File {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** A series as its files; `gap` is left out of the middle. */
function filesOf(
  uid: string,
  options: TinyOptions = {},
  { from = 0, gap = -1 }: { from?: number; gap?: number } = {},
): File[] {
  const { slices, positionsMm } = tinySeries({ ...options, seriesInstanceUid: uid });
  const middle = ((slices[0]!.columns - 1) / 2) * slices[0]!.pixelSpacing![0];
  return slices.flatMap((slice, i) =>
    i === gap
      ? []
      : {
          name: `${uid}/${i}`,
          bytes: writeCtImage({
            sopInstanceUid: `${uid}.${from + i + 1}`,
            seriesInstanceUid: uid,
            studyInstanceUid: slice.studyInstanceUid,
            patientId: 'nobody',
            rows: slice.rows,
            columns: slice.columns,
            hu: slice.hu,
            pixelSpacing: slice.pixelSpacing!,
            imagePositionPatient: [-middle, -middle, positionsMm[i]!],
            imageOrientationPatient: slice.imageOrientationPatient!,
            instanceNumber: from + i + 1,
            imageType: slice.header?.imageType ?? ['ORIGINAL', 'PRIMARY', 'AXIAL'],
            seriesDescription: slice.header?.seriesDescription ?? 'Head',
          }),
        },
  );
}

const blood = { x: 30, y: 0, fromMm: 17, toMm: 33 };

/** All that an input can be asked to put in order: two studies, two kernels in one series, scouts, holes, doubles, damage. */
function mess(): File[] {
  const whole = filesOf('1.2.3', { blood });
  const kernels = [
    ...filesOf('1.2.4', { slices: 16, spacingMm: 2.5 }),
    ...filesOf('1.2.4', { slices: 16, spacingMm: 2.5, blood }, { from: 100 }),
  ];
  const scout = filesOf(
    '1.2.3',
    { slices: 2, spacingMm: 7, slice: { header: { imageType: ['ORIGINAL', 'PRIMARY', 'LOCALIZER'] } } },
    { from: 50 },
  );
  const holed = filesOf('1.3.3', { studyInstanceUid: '1.3', blood }, { gap: 5 });
  const twin = filesOf('1.3.4', { studyInstanceUid: '1.3' });
  // The same UIDs with other pixels.
  const forged = filesOf('1.3.4', { studyInstanceUid: '1.3', blood }).slice(4, 7);
  const cut = whole
    .slice(8, 10)
    .map(({ name, bytes }) => ({ name, bytes: bytes.subarray(0, bytes.length - 99) }));
  const [lost, broken] = cut as [File, File];
  return [
    ...whole.filter(({ name }) => name !== lost.name),
    lost,
    broken,
    ...kernels,
    ...scout,
    ...holed,
    ...twin,
    ...forged,
    { name: 'notes.txt', bytes: new TextEncoder().encode('Nothing to see here.') },
  ];
}

async function reportOf(opened: OpenBundle, files: readonly File[]): Promise<string> {
  const slices: Slice[] = [];
  const unreadable: UnreadablePixelsError[] = [];
  let unreadableFiles = 0;
  for (const { name, bytes } of files) {
    try {
      slices.push(...(await readSlices(bytes, name)));
    } catch (error) {
      if (!isIchorError(error)) throw error;
      if (error instanceof UnreadablePixelsError) unreadable.push(error);
      unreadableFiles++;
    }
  }
  const series = withAxial(buildSeries(slices, unreadable));
  return formatStudyReport(await analyzeSeries(opened, series, { unreadableFiles }));
}

describe('a report', () => {
  let opened: OpenBundle;
  let files: File[];
  let report: string;
  beforeAll(async () => {
    ({ opened } = await openFakeBundle({
      operatingPoints: exampleBundle({ threshold: 0.1 }).operatingPoints,
    }));
    files = mess();
    report = await reportOf(opened, files);
  });

  test('tells of all that is wrong with the files', () => {
    const { studies } = JSON.parse(report) as StudyReport;
    const told = studies.map(({ series }) =>
      series.map(({ status, notices }) => [status, [...new Set(notices.map(({ code }) => code))]]),
    );
    // The drawn heads have no top.
    const top = 'coverage-vertex';
    expect(told).toEqual([
      [
        [
          'incomplete',
          [top, 'not-a-slice', 'series-chosen', 'slice-unreadable', 'slices-missing', 'spacing-irregular'],
        ],
        ['passed-over', [top, 'repeated-stack']],
      ],
      [
        ['passed-over', [top, 'slices-missing', 'spacing-irregular']],
        ['read', [top, 'duplicate-instance', 'series-chosen']],
      ],
    ]);
  });

  test('is the same to the byte, in whichever order the files come and whatever they are called', async () => {
    expect(await reportOf(opened, files.toReversed())).toBe(report);
    await fc.assert(
      fc.asyncProperty(
        fc.shuffledSubarray(files, { minLength: files.length }),
        fc.nat(),
        async (all, salt) => {
          const renamed = all.map(({ bytes }, i) => ({ name: `${(i * 7919 + salt) % 1009}.bin`, bytes }));
          expect(await reportOf(opened, renamed)).toBe(report);
        },
      ),
      { numRuns: 12 },
    );
  });

  test('of files that are all given twice has the scores of those given once, and says that they were', async () => {
    const sound = [...filesOf('1.2.3', { blood }), ...filesOf('1.3.3', { studyInstanceUid: '1.3' })];
    const scoresOf = (text: string) =>
      (JSON.parse(text) as StudyReport).studies.map(({ scores, statement }) => [scores, statement]);
    const [once, twice, mixed] = [
      await reportOf(opened, sound),
      await reportOf(opened, [...sound, ...sound]),
      await reportOf(opened, sound.flatMap((file) => [file, file]).toReversed()),
    ];
    expect(mixed).toBe(twice);
    expect(scoresOf(twice)).toEqual(scoresOf(once));
    expect(twice).toContain('The same slice was given more than once.');
  });
});
