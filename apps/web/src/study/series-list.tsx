import type { SeriesRow, StudyDetail } from '@ichor/api';
import { noticeTitle } from '@ichor/notices';
import { en } from '@ichor/report';
import { useMutation } from '@tanstack/react-query';
import { readSeries } from '../api/commands.ts';
import { counted } from '../common/counted.ts';
import { Problem } from '../common/problem.tsx';
import { seriesTitle } from './series-title.ts';

/** Every series of the study: which was read, and why the others were not. */
export function SeriesList(props: {
  detail: StudyDetail;
  shownId: string | undefined;
  onShow: (seriesId: string) => void;
}) {
  const { detail, shownId, onShow } = props;
  return (
    <section>
      <h2>{counted(detail.series.length, 'series', 'series')}</h2>
      <ul className="series-list">
        {detail.series.map((series) => (
          <SeriesItem
            key={series.id}
            series={series}
            isAnswer={series.id === detail.readSeriesId}
            isShown={series.id === shownId}
            onShow={() => onShow(series.id)}
          />
        ))}
      </ul>
    </section>
  );
}

function SeriesItem(props: { series: SeriesRow; isAnswer: boolean; isShown: boolean; onShow: () => void }) {
  const { series, isAnswer, isShown, onShow } = props;
  const { report } = series;
  const asked = useMutation({ mutationFn: () => readSeries(series.id) });
  const passedOver = report?.status === 'passed-over';
  return (
    <li className="series-item">
      <span className="title">{seriesTitle(series)}</span>
      <span className="quiet">
        {[series.modality, counted(series.instances, 'image')].filter(Boolean).join(', ')}
        {series.computed > 0 && `, shown as ${counted(series.computed, 'axial slice')} computed from them`}
        {isAnswer && ", the study's answer"}
      </span>
      <span>
        {report ? en.status[report.status] : 'not read yet'}
        {report?.reason && `: ${report.reason}`}
      </span>
      {!isShown && report && report.notices.length > 0 && (
        <details>
          <summary>{counted(report.notices.length, 'notice')}</summary>
          <ul className="small">
            {report.notices.map(({ code, message }) => (
              <li key={`${code} ${message}`}>
                <strong>{noticeTitle(code)}</strong>: {message}
              </li>
            ))}
          </ul>
        </details>
      )}
      {!isAnswer && report?.scores && <span>{report.statement}</span>}
      {(passedOver || (series.viewable && !isShown)) && (
        <span className="buttons">
          {series.viewable && !isShown && (
            <button type="button" className="button" onClick={onShow}>
              Show
            </button>
          )}
          {passedOver && (
            <button
              type="button"
              className="button"
              disabled={asked.isPending || asked.isSuccess}
              onClick={() => asked.mutate()}
            >
              {asked.isSuccess ? 'Will be read' : 'Read this too'}
            </button>
          )}
        </span>
      )}
      {asked.error && <Problem error={asked.error} />}
    </li>
  );
}
