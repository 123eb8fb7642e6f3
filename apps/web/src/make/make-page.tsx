import type { StudyDetail } from '@ichor/api';
import { useQuery } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { studyQuery } from '../api/queries.ts';
import { Problem } from '../common/problem.tsx';
import { SimulatedBadge } from '../common/simulated-badge.tsx';
import { AboutResult } from '../study/about-result.tsx';
import { newView } from '../study/new-view.ts';
import { SeriesPicture } from '../study/series-picture.tsx';
import { seriesToShow } from '../study/series-to-show.ts';
import '../study/study.css';
import { useTruthKey } from '../study/use-truth-key.ts';
import './make.css';
import { MadeAnswer } from './made-answer.tsx';
import { readMakeSearch } from './make-address.ts';
import { MakeForm } from './make-form.tsx';
import { Tries } from './tries.tsx';
import { useMaker } from './use-maker.ts';

/** A patient to order, read while one watches: moving a slider shows where the network begins to miss. */
export function MakePage({ search }: { search: string }) {
  const { patient, studyId } = readMakeSearch(search);
  const { tries, forgetTries, isPending, error, make, change } = useMaker(patient, studyId);
  const [view] = useState(newView);
  const study = useQuery({ ...studyQuery(studyId ?? ''), enabled: studyId !== undefined });
  const shown = useLastWithPicture(study.data, studyId !== undefined);
  const isEarlier = shown !== undefined && shown.study.id !== studyId;
  useTruthKey(view, shown !== undefined);
  return (
    <div className="make">
      <aside className="maker" aria-label="The patient to make">
        <div className="maker-head">
          <h1>Make a patient</h1>
          <SimulatedBadge />
        </div>
        <MakeForm patient={patient} onChange={change} />
        {studyId === undefined && (
          <button type="button" className="button first" disabled={isPending} onClick={() => make(patient)}>
            Make and read
          </button>
        )}
        {error && <Problem error={error} />}
        {study.error && (
          <Problem error={study.error}>
            <button type="button" className="button" onClick={() => make(patient)}>
              Make it again
            </button>
          </Problem>
        )}
        {studyId !== undefined && !study.error && (
          <MadeAnswer detail={study.data} making={isPending} view={view} />
        )}
        <Tries tries={tries} patient={patient} onChoose={make} onForget={forgetTries} />
        {study.data && <AboutResult bundle={study.data.bundle} />}
      </aside>
      {/* Dim, so that nobody takes the patient before for the one that is being made. */}
      <div className={isEarlier ? 'picture earlier' : 'picture'} aria-busy={isEarlier}>
        {shown ? (
          <SeriesPicture detail={shown} series={seriesToShow(shown)} view={view} keepPlace />
        ) : (
          <div className="centred">
            <p className="quiet">
              {studyId === undefined
                ? 'Choose a bleed, its volume and density, then make the patient. The network reads it at once.'
                : 'The patient is being made'}
            </p>
          </div>
        )}
      </div>
    </div>
  );
}

/** The study, or, until it has a picture, the one before: the screen does not go dark at each step of a slider. None is wanted once all are deleted. */
function useLastWithPicture(detail: StudyDetail | undefined, wanted: boolean): StudyDetail | undefined {
  const last = useRef<StudyDetail>(undefined);
  if (detail && seriesToShow(detail)) last.current = detail;
  if (!wanted) last.current = undefined;
  return last.current;
}
