import type { StudyDetail } from '@ichor/api';
import { type BundleReference, en } from '@ichor/report';
import { useStore } from 'zustand';
import { Link } from '../shell/link.tsx';
import { ReadAgainButton } from '../study/read-again-button.tsx';
import { ScoreTable } from '../study/score-table.tsx';
import { StudyStateText } from '../study/study-state-text.tsx';
import { ThresholdSources } from '../study/threshold-sources.tsx';
import { TruthList } from '../study/truth-list.tsx';
import type { ViewStore } from '../viewer/index.ts';

/** What was put in beside what the network says of it. */
export function MadeAnswer(props: {
  detail: StudyDetail | undefined;
  making: boolean;
  view: ViewStore;
  bundle: BundleReference | null;
}) {
  const { detail, making, view, bundle } = props;
  const mask = useStore(view, ({ truth }) => truth);
  if (!detail || making) {
    return (
      <section aria-label="Answer" className="state-block" role="status">
        Making the patient
      </section>
    );
  }
  const { study, truth, statement } = detail;
  return (
    <>
      <section aria-label="Truth and answer">
        <h2>Truth beside answer</h2>
        {study.state.kind !== 'read' && (
          <div className="state-block">
            <StudyStateText state={study.state} />
            {study.state.kind === 'failed' && <ReadAgainButton studyId={study.id} />}
          </div>
        )}
        {truth && <TruthList truth={truth} study={study} />}
        {statement && (
          <p role="status" className={study.calls.length > 0 ? 'statement called' : 'statement'}>
            {statement}
          </p>
        )}
        {study.scores && <ScoreTable scores={study.scores} calls={study.calls} />}
        <ThresholdSources calls={study.calls} />
        <button
          type="button"
          className="button"
          aria-pressed={mask}
          onClick={() => view.getState().set({ truth: !mask })}
        >
          {mask ? 'Hide the true mask' : 'Show the true mask'} <kbd aria-hidden>T</kbd>
        </button>
        <Link href={`/studies/${study.id}`} className="button">
          Open as a study
        </Link>
      </section>
      <p className="small quiet">
        {bundle && `Bundle ${bundle.name} ${bundle.sha256.slice(0, 12)}. `}
        {en.researchUseOnlyLong}
      </p>
    </>
  );
}
