import type { Series } from '@ichor/ct';
import { notice } from '@ichor/notices';
import { formatStudyReport, parseStudyReport } from '@ichor/report';
import { exampleBundle } from '@ichor/testing/example-bundle';
import { openFakeBundle } from '@ichor/testing/open-fake-bundle';
import { tinySeries } from '@ichor/testing/tiny-series';
import { expect, it } from 'vitest';
import { analyzeSeries } from './analyze-series.ts';

const { operatingPoints } = exampleBundle({ threshold: 0.1 });
const { thresholds } = operatingPoints[0]!;
const blood = { x: 30, y: 0, fromMm: 20, toMm: 30 };
const source = notice('picture-source', { pictures: 12, window: { center: 40, width: 120 } });

const pictures = (center: number, width: number, slices = 12): Series =>
  tinySeries({
    blood,
    slices,
    slice: { pixelSpacing: undefined, imageOrientationPatient: undefined },
    series: { origin: 'pictures', bakedWindow: { center, width }, notices: [source] },
  });

async function read(series: Series) {
  const { opened } = await openFakeBundle({ operatingPoints });
  const report = await analyzeSeries(opened, [series], { unreadableFiles: 0 });
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
