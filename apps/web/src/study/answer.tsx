import type { SeriesRow, StudyDetail } from '@ichor/api';
import { en } from '@ichor/report';
import { ReadAgainButton } from './read-again-button.tsx';
import { ScoreTable } from './score-table.tsx';
import { seriesTitle } from './series-title.ts';
import { StudyStateText } from './study-state-text.tsx';
import { ThresholdSources } from './threshold-sources.tsx';

/** The answer of the series on the screen; while there is none, or not all of one, where the study is. */
export function Answer({ detail, series }: { detail: StudyDetail; series: SeriesRow | undefined }) {
  const { study } = detail;
  const report = series?.report?.scores ? series.report : null;
  const scores = report ? report.scores : study.scores;
  const calls = report ? report.calls : study.calls;
  const statement = series?.report ? series.report.statement : detail.statement;
  const other = series && detail.readSeriesId !== null && series.id !== detail.readSeriesId;
  return (
    <section aria-label="Answer">
      {study.state.kind !== 'read' && (
        <div className="state-block">
          <StudyStateText state={study.state} />
          {study.state.kind === 'failed' && <ReadAgainButton studyId={study.id} />}
        </div>
      )}
      {statement && (
        <p className={calls.length > 0 ? 'statement called' : 'statement'} role="status">
          {statement}
        </p>
      )}
      {other && (
        <p className="small">
          This is series {seriesTitle(series)}. The answer of the study is from another series:{' '}
          {detail.statement ?? en.statement('not-read')}.
        </p>
      )}
      {scores && <ScoreTable scores={scores} calls={calls} />}
      <ThresholdSources calls={calls} />
    </section>
  );
}
