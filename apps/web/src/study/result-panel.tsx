import type { SeriesRow, StudyDetail } from '@ichor/api';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { stackQuery } from '../api/queries.ts';
import { SimulatedBadge } from '../common/simulated-badge.tsx';
import { navigate } from '../shell/navigate.ts';
import { Refusals } from '../upload/refusals.tsx';
import type { ViewStore } from '../viewer/index.ts';
import { AboutResult } from './about-result.tsx';
import { Answer } from './answer.tsx';
import { DeleteStudyDialog } from './delete-study-dialog.tsx';
import { Notices } from './notices.tsx';
import { SeriesList } from './series-list.tsx';
import { StudySteps } from './study-steps.tsx';
import { Truth } from './truth.tsx';

/** What is said of a study, the answer first. */
export function ResultPanel(props: {
  detail: StudyDetail;
  series: SeriesRow | undefined;
  view: ViewStore;
  onShow: (seriesId: string) => void;
}) {
  const { detail, series, view, onShow } = props;
  const [deleting, setDeleting] = useState(false);
  const report = series?.report ?? null;
  return (
    <aside className="panel" aria-label="Result">
      <div className="panel-head">
        <StudySteps studyId={detail.study.id} />
        {detail.study.simulated && <SimulatedBadge />}
      </div>
      <Answer detail={detail} series={series} />
      {detail.truth && <Truth truth={detail.truth} study={detail.study} view={view} />}
      {report && series && <SeriesNotices series={series} notices={report.notices} view={view} />}
      <SeriesList detail={detail} shownId={series?.id} onShow={onShow} />
      {detail.refused.length > 0 && (
        <section>
          <h2>Refused files</h2>
          <Refusals files={detail.refused} />
        </section>
      )}
      <AboutResult bundle={detail.bundle} />
      <button type="button" className="button" onClick={() => setDeleting(true)}>
        Delete this study
      </button>
      {deleting && (
        <DeleteStudyDialog
          study={detail.study}
          onClose={() => setDeleting(false)}
          onDeleted={() => navigate('/')}
        />
      )}
    </aside>
  );
}

function SeriesNotices(props: {
  series: SeriesRow;
  notices: NonNullable<SeriesRow['report']>['notices'];
  view: ViewStore;
}) {
  const { series, notices, view } = props;
  const { data: stack } = useQuery(stackQuery(series));
  return <Notices notices={notices} stack={stack} view={view} />;
}
