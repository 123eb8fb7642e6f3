import type { StudyRow } from '@ichor/api';
import { useState } from 'react';
import { counted } from '../common/counted.ts';
import { useNow } from '../common/use-now.ts';
import { DeleteStudyDialog } from '../study/delete-study-dialog.tsx';
import { filterStudies, STUDY_GROUPS, type StudyGroup } from './filter-studies.ts';
import { StudyListRow } from './study-list-row.tsx';
import { useHeldList } from './use-held-list.ts';
import { useWorklistView } from './worklist-view.ts';

/** The studies, most urgent first, narrowed by group and search. The order stands still under pointer and focus. */
export function StudyList({ studies }: { studies: readonly StudyRow[] }) {
  const { group, search, set } = useWorklistView();
  const now = useNow(10_000);
  const [deleting, setDeleting] = useState<StudyRow>();
  const { shown, waiting, moved, box, holders } = useHeldList(
    studies,
    filterStudies(studies, group, search),
    `${group} ${search}`,
  );
  return (
    <>
      <div className="worklist-tools">
        <Groups studies={studies} group={group} onChoose={(chosen) => set({ group: chosen })} />
        <HeldNote waiting={waiting} moved={moved} />
      </div>
      <div ref={box} {...holders}>
        {shown.length === 0 ? (
          <div className="invitation">
            <p>None of {counted(studies.length, 'study', 'studies')} matches.</p>
            <button type="button" className="button" onClick={() => set({ group: 'all', search: '' })}>
              Show all
            </button>
          </div>
        ) : (
          <table className="studies">
            <caption className="unseen">Studies, the most urgent first</caption>
            <thead>
              <tr>
                <th scope="col" className="who">
                  Patient
                </th>
                <th scope="col" className="what">
                  Study
                </th>
                <th scope="col" className="calls">
                  Above threshold
                </th>
                <th scope="col" className="state">
                  State
                </th>
                <th scope="col" className="wait">
                  Waiting
                </th>
                <th scope="col" className="actions">
                  <span className="unseen">Actions</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {shown.map((study) => (
                <StudyListRow key={study.id} study={study} now={now} onDelete={() => setDeleting(study)} />
              ))}
            </tbody>
          </table>
        )}
      </div>
      {deleting && (
        <DeleteStudyDialog
          study={deleting}
          named
          onClose={() => setDeleting(undefined)}
          onDeleted={() => {}}
        />
      )}
    </>
  );
}

function Groups(props: {
  studies: readonly StudyRow[];
  group: StudyGroup;
  onChoose: (group: StudyGroup) => void;
}) {
  return (
    <fieldset className="groups">
      <legend className="unseen">Which studies to show</legend>
      {(Object.keys(STUDY_GROUPS) as StudyGroup[]).map((group) => (
        <button
          key={group}
          type="button"
          className="button"
          aria-pressed={group === props.group}
          onClick={() => props.onChoose(group)}
        >
          {STUDY_GROUPS[group].title}
          <span className="quiet">{filterStudies(props.studies, group, '').length}</span>
        </button>
      ))}
    </fieldset>
  );
}

/** Says what will change once the list is let go; a screen reader hears it too. */
function HeldNote({ waiting, moved }: { waiting: number; moved: boolean }) {
  return (
    <p className="held-note" role="status">
      {waiting > 0
        ? `${counted(waiting, 'new study waits', 'new studies wait')} until you leave the list`
        : moved
          ? 'Order held until you leave the list'
          : ''}
    </p>
  );
}
