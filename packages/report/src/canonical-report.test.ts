import { HEMORRHAGE_TYPES, namedScores, Rng } from '@ichor/ct';
import { exampleBundle } from '@ichor/testing/example-bundle';
import fc from '@ichor/testing/properties';
import { describe, expect, it } from 'vitest';
import { canonicalReport, formatStudyReport } from './canonical-report.ts';
import { parseStudyReport } from './parse-study-report.ts';
import { type SeriesReport, STUDY_REPORT_SCHEMA, type StudyReport } from './study-report.ts';

const { name, model, aggregation, mirror, heatmapLabel } = exampleBundle();

function series(rng: Rng, uid: string): SeriesReport {
  const uids = Array.from({ length: 6 }, (_, i) => `${uid}.${i * 7}`);
  const scores = () => namedScores(HEMORRHAGE_TYPES.map(() => rng.uniform()));
  return {
    seriesInstanceUid: uid,
    status: 'read',
    reason: null,
    answer: 'above-threshold',
    statement: 'above threshold: any',
    notices: [
      { code: 'gantry-tilt', message: 'b', sopInstanceUids: [] },
      { code: 'hu-repaired', message: 'a', sopInstanceUids: uids },
    ],
    scores: scores(),
    calls: [
      { type: 'any', score: 0.91234567, threshold: 0.5, thresholdFrom: 'x' },
      { type: 'epidural', score: 0.9, threshold: 0.5, thresholdFrom: 'x' },
    ],
    keySlices: uids.slice(2),
    heatmaps: uids.slice(2, 4).map((sopInstanceUid) => ({
      sopInstanceUid,
      type: 'any' as const,
      rows: 1,
      columns: 2,
      box: { row: 0, column: 0, rows: 5, columns: 5 },
      data: [0, 100],
    })),
    slices: uids.map((sopInstanceUid, i) => ({ sopInstanceUid, positionMm: i * 5.00001, scores: scores() })),
  };
}

function report(seed: number): StudyReport {
  const rng = Rng.of(seed);
  return {
    schema: STUDY_REPORT_SCHEMA,
    bundle: { name, sha256: model.sha256, architecture: 'resnet18', aggregation, mirror, heatmapLabel },
    researchUseOnly: true,
    unreadableFiles: 2,
    studies: ['1.10', '1.9', '1.2'].map((studyInstanceUid) => ({
      studyInstanceUid,
      readSeries: `${studyInstanceUid}.1`,
      answer: 'above-threshold',
      statement: 'above threshold: any',
      scores: namedScores([0, 0, 0, 0, 0, -0]),
      calibrated: false,
      calls: [],
      series: [series(rng, `${studyInstanceUid}.2`), series(rng, `${studyInstanceUid}.1`)],
    })),
  };
}

/** Every array but a heatmap's data in another order, every object's keys in another order. */
function scrambled<T>(value: T, rng: Rng, key = ''): T {
  if (Array.isArray(value)) {
    const items = value.map((item) => scrambled(item, rng));
    return (key === 'data' ? items : rng.shuffled(items)) as T;
  }
  if (typeof value !== 'object' || value === null) return value;
  const entries = rng.shuffled(Object.entries(value));
  return Object.fromEntries(entries.map(([k, v]) => [k, scrambled(v, rng, k)])) as T;
}

describe('report.json', () => {
  it('has the same bytes in whatever order its parts come', () => {
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        expect(formatStudyReport(scrambled(report(7), Rng.of(seed)))).toBe(formatStudyReport(report(7)));
      }),
      { numRuns: 30 },
    );
  });

  it('is read back as the canonical report', () => {
    expect(parseStudyReport(JSON.parse(formatStudyReport(report(1))))).toEqual(canonicalReport(report(1)));
  });

  it('rounds scores to four digits and positions to three, and keeps arrays of numbers on a line', () => {
    const text = formatStudyReport(report(1));
    expect(text).toContain('"score": 0.9123,');
    expect(text).toContain('"data": [0,100]');
    const positions = [...text.matchAll(/"positionMm": (\S+),/g)].map((match) => match[1]);
    expect(new Set(positions)).toEqual(new Set(['0', '5', '10', '15', '20', '25']));
  });

  it('sorts by code units, as any machine does', () => {
    const uids = canonicalReport(report(1)).studies.map((study) => study.studyInstanceUid);
    expect(uids).toEqual(['1.10', '1.2', '1.9']);
  });

  it('changes when a score changes by what is printed', () => {
    const [first, ...others] = report(1).studies;
    const changed = {
      ...report(1),
      studies: [{ ...first!, scores: namedScores([0.0001, 0, 0, 0, 0, 0]) }, ...others],
    };
    expect(formatStudyReport(changed)).not.toBe(formatStudyReport(report(1)));
  });
});

describe('the validation of a report', () => {
  const one = report(1);
  const study = one.studies[0]!;
  const part = study.series[0]!;
  const withSeries = (change: object) => ({
    ...one,
    studies: [{ ...study, series: [{ ...part, ...change }, study.series[1]!] }],
  });

  it.each([
    ['another schema', { ...one, schema: 'ichor.study-report/1' }, 'ichor.study-report/2'],
    ['research use only left out', { ...one, researchUseOnly: false }, 'researchUseOnly'],
    ['a time', { ...one, created: 'today' }, 'created'],
    ['a score that is no number', withSeries({ scores: namedScores([Number.NaN, 0, 0, 0, 0, 0]) }), 'scores'],
    ['a score over 1', withSeries({ scores: namedScores([1.5, 0, 0, 0, 0, 0]) }), 'epidural'],
    ['an unknown status', withSeries({ status: 'fine' }), 'status'],
    ['a series read that is not there', { ...one, studies: [{ ...study, readSeries: '9' }] }, 'readSeries'],
    ['a heatmap of the wrong size', withSeries({ heatmaps: [{ ...part.heatmaps[0]!, rows: 3 }] }), 'heatmap'],
    [
      'a negative answer for an incomplete series',
      withSeries({ status: 'incomplete', answer: 'nothing-above-threshold' }),
      'incomplete',
    ],
    ['a call where only scores are answered', withSeries({ answer: 'scores-only' }), 'scores-only'],
  ])('refuses %s and names it', (_, json, name) => {
    expect(() => parseStudyReport(json)).toThrow(name);
  });
});
