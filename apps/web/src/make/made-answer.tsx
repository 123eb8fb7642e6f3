import type { StudyDetail } from '@ichor/api';
import { useStore } from 'zustand';
import { Link } from '../shell/link.tsx';
import { ReadAgainButton } from '../study/read-again-button.tsx';
import { StudyStateText } from '../study/study-state-text.tsx';
import { TruthList } from '../study/truth-list.tsx';
import type { ViewStore } from '../viewer/index.ts';

/** What was put in beside what the network says of it. */
export function MadeAnswer(props: { detail: StudyDetail | undefined; making: boolean; view: ViewStore }) {
  const { detail, making, view } = props;
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
    <section aria-label="Truth and answer">
      {study.state.kind !== 'read' && (
        <div className="state-block">
          <StudyStateText state={study.state} />
          {study.state.kind === 'failed' && <ReadAgainButton studyId={study.id} />}
        </div>
      )}
      {statement && (
        <p role="status" className={study.calls.length > 0 ? 'statement called' : 'statement'}>
          {statement}
        </p>
      )}
      {truth && <TruthList truth={truth} study={study} />}
      <div className="answer-buttons">
        <button
          type="button"
          className="button"
          aria-pressed={mask}
          onClick={() => view.getState().set({ truth: !mask })}
        >
          {mask ? 'Hide true mask' : 'Show true mask'} <kbd aria-hidden>T</kbd>
        </button>
        <Link href={`/studies/${study.id}`} className="button">
          Open as a study
        </Link>
      </div>
    </section>
  );
}
