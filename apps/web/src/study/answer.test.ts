import type { SeriesRow, StudyDetail } from '@ichor/api';
import { namedScores } from '@ichor/ct';
import { en, type SeriesReport } from '@ichor/report';
import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { studyRow } from '../testing/study-row.ts';
import { Answer } from './answer.tsx';

const calls = [{ type: 'subdural' as const, score: 0.91, threshold: 0.27, thresholdFrom: 'a test' }];
const scores = namedScores([0.01, 0.02, 0.03, 0.04, 0.91, 0.9]);
const report = (of: Partial<SeriesReport>): SeriesReport => ({
  seriesInstanceUid: '1',
  status: 'read',
  reason: null,
  answer: 'above-threshold',
  statement: en.statement('above-threshold', ['subdural']),
  notices: [],
  scores,
  calls,
  keySlices: [],
  heatmaps: [],
  slices: [],
  ...of,
});
const series = (id: string, of: SeriesReport | null): SeriesRow => ({
  id,
  seriesInstanceUid: id,
  seriesNumber: Number(id),
  description: null,
  modality: 'CT',
  instances: 30,
  computed: 0,
  viewable: true,
  report: of as SeriesRow['report'],
});
const detail: StudyDetail = {
  study: studyRow('7', { calls, scores }),
  series: [],
  readSeriesId: '1',
  statement: en.statement('above-threshold', ['subdural']),
  bundle: null,
  refused: [],
  missingFiles: 0,
  truth: null,
};
const answer = (shown: SeriesRow | undefined, of: Partial<StudyDetail> = {}) =>
  renderToStaticMarkup(createElement(Answer, { detail: { ...detail, ...of }, series: shown }));

describe('the answer', () => {
  it('is that of the series on the screen, with its scores', () => {
    const html = answer(series('1', report({})));
    expect(html).toContain('above threshold: subdural');
    expect(html).toContain('0.91');
    expect(html).not.toContain('another series');
  });

  it("does not put the study's scores under another series that was not read", () => {
    const passedOver = report({
      status: 'passed-over',
      answer: 'not-read',
      statement: en.statement('not-read'),
      scores: null,
      calls: [],
    });
    for (const other of [series('2', passedOver), series('2', null)]) {
      const html = answer(other);
      expect(html).toContain('not read: cannot say');
      expect(html).toContain('from another series: above threshold: subdural');
      expect(html).not.toContain('0.91');
      expect(html).not.toContain('statement called');
    }
  });

  it("is the study's while its series has none yet", () => {
    expect(answer(series('1', null))).toContain('0.91');
    expect(
      answer(undefined, { study: studyRow('7', { state: { kind: 'received' } }), statement: null }),
    ).toContain('Received, waits to be read');
  });
});
