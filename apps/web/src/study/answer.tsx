import type { SeriesRow, StudyDetail } from '@ichor/api';
import { en } from '@ichor/report';
import { ScoreTable } from './score-table.tsx';
import { seriesTitle } from './series-title.ts';
import { Statement } from './statement.tsx';
import { StudyStateBlock } from './study-state-block.tsx';
import { ThresholdSources } from './threshold-sources.tsx';

/**
 * The answer of the series on the screen; while it has none, the study's. Another series than the study's answers for itself
 * alone: one series' scores never stand under the other's name.
 */
export function Answer({ detail, series }: { detail: StudyDetail; series: SeriesRow | undefined }) {
  const { study } = detail;
  const other = series !== undefined && detail.readSeriesId !== null && series.id !== detail.readSeriesId;
  const report = series?.report ?? null;
  const answering = report?.scores || other ? report : study;
  const statement = report?.statement ?? (other ? en.statement('not-read') : detail.statement);
  const calls = answering?.calls ?? [];
  return (
    <section aria-label="Answer">
      <StudyStateBlock study={study} missingFiles={detail.missingFiles} />
      {statement && <Statement text={statement} called={calls.length > 0} />}
      {other && (
        <p className="small">
          This is series {seriesTitle(series)}. The answer of the study is from another series:{' '}
          {detail.statement ?? en.statement('not-read')}.
        </p>
      )}
      {answering?.scores && (
        <ScoreTable
          scores={answering.scores}
          calls={calls}
          calibrated={detail.bundle?.calibration !== undefined}
        />
      )}
      <ThresholdSources calls={calls} />
    </section>
  );
}
