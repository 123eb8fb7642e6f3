import type { StudyRow } from '@ichor/api';
import { useState } from 'react';
import { declareStudyWhole } from '../api/commands.ts';
import { counted } from '../common/counted.ts';
import { WholeDialog } from '../upload/whole-dialog.tsx';
import { ReadAgainButton } from './read-again-button.tsx';
import { StudyStateText } from './study-state-text.tsx';

/**
 * Where a study is, as long as it is not read; what can be done about it is done here.
 *
 * @param missingFiles of its uploads
 */
export function StudyStateBlock({ study, missingFiles = 0 }: { study: StudyRow; missingFiles?: number }) {
  if (study.state.kind === 'read') return null;
  return (
    <div className="state-block">
      <StudyStateText state={study.state} />
      {study.state.kind === 'failed' && <ReadAgainButton studyId={study.id} />}
      {study.state.kind === 'incomplete' && missingFiles > 0 && (
        <MissingFiles studyId={study.id} missing={missingFiles} />
      )}
    </div>
  );
}

function MissingFiles({ studyId, missing }: { studyId: string; missing: number }) {
  const [asking, setAsking] = useState(false);
  return (
    <>
      <p className="quiet">Drop the folder on the page again: only what is missing is sent.</p>
      <button type="button" className="button" onClick={() => setAsking(true)}>
        These are all the files
      </button>
      {asking && (
        <WholeDialog declare={() => declareStudyWhole(studyId)} onClose={() => setAsking(false)}>
          {counted(missing, 'file')} of the upload did not arrive, and may belong to this study. If it has all
          its files, it is taken as it is.
        </WholeDialog>
      )}
    </>
  );
}
