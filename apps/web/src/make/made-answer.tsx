import type { StudyDetail } from '@ichor/api';
import { Link } from '../shell/link.tsx';
import { Statement } from '../study/statement.tsx';
import { StudyStateBlock } from '../study/study-state-block.tsx';
import { TruthButton } from '../study/truth-button.tsx';
import { TruthList } from '../study/truth-list.tsx';
import type { ViewStore } from '../viewer/index.ts';

/** What was put in beside what the network says of it. */
export function MadeAnswer(props: { detail: StudyDetail | undefined; making: boolean; view: ViewStore }) {
  const { detail, making, view } = props;
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
      <StudyStateBlock study={study} />
      {statement && <Statement text={statement} called={study.calls.length > 0} />}
      {truth && <TruthList truth={truth} study={study} />}
      <div className="answer-buttons">
        <TruthButton view={view} what="true mask" />
        <Link href={`/studies/${study.id}`} className="button">
          Open as a study
        </Link>
      </div>
    </section>
  );
}
