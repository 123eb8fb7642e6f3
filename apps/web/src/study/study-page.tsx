import type { StudyDetail } from '@ichor/api';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { studyQuery } from '../api/queries.ts';
import { asIchorError } from '../api/request.ts';
import { Problem } from '../common/problem.tsx';
import { Link } from '../shell/link.tsx';
import { newView } from './new-view.ts';
import { ResultPanel } from './result-panel.tsx';
import { SeriesPicture } from './series-picture.tsx';
import { seriesToShow } from './series-to-show.ts';
import './study.css';
import { useTruthKey } from './use-truth-key.ts';

/** One study: its picture, and what was found in it. */
export function StudyPage({ studyId }: { studyId: string }) {
  const { data, error, refetch } = useQuery(studyQuery(studyId));
  // Known once, and deleted since: what is kept of it must not look as if it were still there.
  const gone = error !== null && asIchorError(error).code === 'not-found';
  if (data && !gone) return <OpenStudy detail={data} />;
  return (
    <div className="centred">
      <h1>Study</h1>
      {error ? (
        <>
          <Problem error={error}>
            <button type="button" className="button" onClick={() => void refetch()}>
              Try again
            </button>
          </Problem>
          <Link href="/" className="button">
            Go to the worklist
          </Link>
        </>
      ) : (
        <p className="quiet">Loading the study</p>
      )}
    </div>
  );
}

function OpenStudy({ detail }: { detail: StudyDetail }) {
  const [chosenId, choose] = useState<string>();
  const [view] = useState(newView);
  useTruthKey(view, detail.truth !== null);
  const series = seriesToShow(detail, chosenId);
  return (
    <div className="study">
      <h1 className="unseen">Study</h1>
      <div className="picture">
        <SeriesPicture detail={detail} series={series} view={view} autoFocus />
      </div>
      <ResultPanel detail={detail} series={series} view={view} onShow={choose} />
    </div>
  );
}
