import { HEMORRHAGE_TYPES, Rng } from '@ichor/ct';
import { buildReport } from '@ichor/inference';
import { type Calibration, formatStudyReport, parseStudyReport } from '@ichor/report';
import { exampleBundle } from '@ichor/testing/example-bundle';
import { openFakeBundle } from '@ichor/testing/open-fake-bundle';
import { tinySeries } from '@ichor/testing/tiny-series';
import { describe, expect, it } from 'vitest';
import { analyzeSeries } from './analyze-series.ts';
import { readAskedSeries } from './read-asked-series.ts';

const blood = { x: 30, y: 0, fromMm: 20, toMm: 30 };
const { operatingPoints } = exampleBundle({ threshold: 0.1 });
const input = [
  tinySeries({ studyInstanceUid: '1', seriesInstanceUid: '1.2', blood }),
  tinySeries({ studyInstanceUid: '1', seriesInstanceUid: '1.1', slices: 48, spacingMm: 1.25, blood }),
  tinySeries({ studyInstanceUid: '1', seriesInstanceUid: '1.3', slice: { header: { modality: 'MR' } } }),
  tinySeries({ studyInstanceUid: '2', seriesInstanceUid: '2.1' }),
  tinySeries({ studyInstanceUid: '3', seriesInstanceUid: '3.1', slices: 2 }),
  tinySeries({
    studyInstanceUid: '4',
    seriesInstanceUid: '4.1',
    slices: 0,
    series: { unreadableSopInstanceUids: ['4.1.1'] },
  }),
];

describe('analyzeSeries', () => {
  it('reads one series of each study and says what became of the others', async () => {
    const { opened } = await openFakeBundle({ operatingPoints });
    const report = await analyzeSeries(opened, input, { unreadableFiles: 3 });
    expect(report.unreadableFiles).toBe(3);
    expect(report.studies.map(({ readSeries, answer }) => [readSeries, answer])).toEqual([
      ['1.2', 'above-threshold'],
      ['2.1', 'nothing-above-threshold'],
      [null, 'not-read'],
      [null, 'incomplete'],
    ]);
    expect(report.studies[2]!.statement).toBe('cannot analyse: it has 2 slices; at least 8 are needed');
    const [first] = report.studies;
    expect(first!.series.map(({ status }) => status)).toEqual(['passed-over', 'read', 'refused']);
    expect(first!.scores).toEqual(first!.series[1]!.scores);
    expect(first!.calls).toEqual(first!.series[1]!.calls);
  });

  it('gives a report that fits its schema, and the same bytes in whatever order the series come', async () => {
    const { opened } = await openFakeBundle({ operatingPoints });
    const text = formatStudyReport(await analyzeSeries(opened, input, { unreadableFiles: 0 }));
    expect(parseStudyReport(JSON.parse(text)).studies).toHaveLength(4);
    for (const seed of [1, 2, 3]) {
      const shuffled = Rng.of(seed).shuffled(input);
      expect(formatStudyReport(await analyzeSeries(opened, shuffled, { unreadableFiles: 0 }))).toBe(text);
    }
  });

  it('reads what is asked for, and takes the answer from the best of it', async () => {
    const { opened } = await openFakeBundle({ operatingPoints });
    const report = await analyzeSeries(opened, input, {
      unreadableFiles: 0,
      asked: new Set(['1.1', '1.2', '3.1']),
    });
    const [first, second, third] = report.studies;
    expect(first!.readSeries).toBe('1.2');
    expect(first!.series.map(({ scores }) => scores !== null)).toEqual([true, true, false]);
    expect(second!.readSeries).toBe('2.1');
    expect(third!.readSeries).toBe('3.1');
    expect(parseStudyReport(JSON.parse(formatStudyReport(report)))).toEqual(report);
    const only = await analyzeSeries(opened, input, { unreadableFiles: 0, asked: new Set(['1.1']) });
    expect(only.studies[0]!.readSeries).toBe('1.1');
  });

  it('tells how long each series took, outside the report', async () => {
    const { opened } = await openFakeBundle();
    const times = new Map<string, number>();
    const report = await analyzeSeries(opened, input.slice(3), {
      unreadableFiles: 0,
      onSeries: ({ seriesInstanceUid, milliseconds }) => times.set(seriesInstanceUid, milliseconds),
    });
    expect([...times.keys()].sort()).toEqual(['2.1', '3.1', '4.1']);
    expect(formatStudyReport(report)).not.toContain('milliseconds');
  });

  it('applies the calibration of a bundle that has one, and says so and where it is from', async () => {
    const perType = Object.fromEntries(HEMORRHAGE_TYPES.map((type) => [type, { slope: 2, intercept: -1 }]));
    const calibration: Calibration = {
      method: 'logistic',
      from: 'a test',
      perType: perType as Calibration['perType'],
    };
    const series = [tinySeries({ slices: 10 })];
    const options = { unreadableFiles: 0 };
    const plain = await analyzeSeries((await openFakeBundle()).opened, series, options);
    const { opened } = await openFakeBundle({ calibration });
    const report = await analyzeSeries(opened, series, options);
    expect([plain.studies[0]!.calibrated, report.studies[0]!.calibrated]).toEqual([false, true]);
    expect([plain.bundle.calibration, report.bundle.calibration]).toEqual([undefined, 'a test']);
    // Without blood the fake network gives logits of -4 everywhere.
    const sigmoid = (logit: number) => 1 / (1 + Math.exp(-logit));
    expect(plain.studies[0]!.scores!.subdural).toBeCloseTo(sigmoid(-4), 4);
    expect(report.studies[0]!.scores!.subdural).toBeCloseTo(sigmoid(2 * -4 - 1), 4);
    expect(report.studies[0]!.series[0]!.slices[3]!.scores.subdural).toBeCloseTo(sigmoid(2 * -4 - 1), 4);
    expect(parseStudyReport(JSON.parse(formatStudyReport(report)))).toEqual(report);
  });

  it('makes an empty report of nothing', async () => {
    const { opened } = await openFakeBundle();
    expect((await analyzeSeries(opened, [], { unreadableFiles: 5 })).studies).toEqual([]);
  });
});

describe('buildReport', () => {
  it('refuses two scored series of one study', async () => {
    const { opened } = await openFakeBundle();
    const series = await readAskedSeries(opened, tinySeries());
    const result = { studyInstanceUid: '1', series };
    expect(() => buildReport(opened, [result, result], 0)).toThrow(RangeError);
  });
});
