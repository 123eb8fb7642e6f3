import type { StudyRow } from '@ichor/api';
import { ReadAgainButton } from './read-again-button.tsx';
import { StudyStateText } from './study-state-text.tsx';

/** Where a study is, as long as it is not read; a failed one can be read again here. */
export function StudyStateBlock({ study }: { study: StudyRow }) {
  if (study.state.kind === 'read') return null;
  return (
    <div className="state-block">
      <StudyStateText state={study.state} />
      {study.state.kind === 'failed' && <ReadAgainButton studyId={study.id} />}
    </div>
  );
}
