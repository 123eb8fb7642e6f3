import type { Series } from '@ichor/ct';
import { exampleBundle, formatStudyReport, parseStudyReport } from '@ichor/report';
import { expect, it } from 'vitest';
import { openFakeBundle } from './open-fake-bundle.ts';
import { PICTURE_SOURCE } from './read-pictures.ts';
import { readStudies } from './read-studies.ts';
import { tinySeries } from './tiny-series.ts';

const { thresholds } = exampleBundle({ threshold: 0.1 });
const blood = { x: 30, y: 0, fromMm: 20, toMm: 30 };
const source = { code: PICTURE_SOURCE, message: 'From pictures.', sopInstanceUids: [] };

const pictures = (center: number, width: number, slices = 12): Series =>
  tinySeries({
    blood,
    slices,
    slice: { window: { center, width }, pixelSpacing: undefined, imageOrientationPatient: undefined },
    series: { notices: [source] },
  });

async function read(series: Series) {
  const { opened } = await openFakeBundle({ thresholds });
  const report = await readStudies(opened, [series], { unreadableFiles: 0 });
  expect(parseStudyReport(JSON.parse(formatStudyReport(report)))).toEqual(report);
  return report.studies[0]!;
}

it('pictures get scores: no calls, no heatmaps, no positions, no key slices', async () => {
  const study = await read(pictures(40, 120));
  expect(study.answer).toBe('scores-only');
  expect(study.statement).toBe('scores of pictures: nothing is called, nothing is excluded');
  expect(study.scores!.epidural).toBeGreaterThan(thresholds.epidural.value);
  const [series] = study.series;
  expect(series).toMatchObject({ status: 'read', calls: [], heatmaps: [], keySlices: [] });
  expect(series!.slices.map(({ positionMm }) => positionMm)).toEqual(new Array(12).fill(null));
  expect(series!.notices).toEqual([source]);
});

it('a picture alone is read', async () => {
  const study = await read(pictures(40, 120, 1));
  expect(study.answer).toBe('scores-only');
  expect(study.scores).toEqual(study.series[0]!.slices[0]!.scores);
});

it('a window that cuts off part of what the network sees is said', async () => {
  const study = await read(pictures(40, 80));
  expect(study.answer).toBe('scores-only');
  expect(study.series[0]!.notices).toContainEqual({
    code: 'picture-window-narrow',
    message: expect.stringContaining('keeps 67 % of the -20 to 100 HU'),
    sopInstanceUids: [],
  });
});

it('a window that leaves less than half of it is refused', async () => {
  const study = await read(pictures(40, 40));
  expect(study.answer).toBe('not-read');
  expect(study.series[0]).toMatchObject({
    status: 'refused',
    reason: 'its window keeps 33 % of the -20 to 100 HU that the network sees; at least half is needed',
    scores: null,
    slices: [],
  });
});
