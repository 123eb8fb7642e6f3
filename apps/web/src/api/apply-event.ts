import type { ServerEvent, StudyDetail, StudyRow, Worklist } from '@ichor/api';
import type { QueryClient } from '@tanstack/react-query';
import { openUploadsQuery, stacksQueryKey, studyQuery, worklistQuery } from './queries.ts';

/**
 * Brings what the page knows up to date with one event. A study that was known is changed in place at once; where its place on
 * the list may have changed, or what an event does not carry, `reload` asks for the list anew: its order is the server's.
 */
export function applyEvent(client: QueryClient, event: ServerEvent, reloadList: () => void): void {
  switch (event.kind) {
    case 'hello':
      // Pixels never change under their id.
      void client.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'pixels' });
      return;
    case 'study-deleted':
      client.setQueryData<Worklist>(worklistQuery.queryKey, (list) =>
        list ? { studies: list.studies.filter(({ id }) => id !== event.studyId) } : list,
      );
      // Not only marked stale: a study page that is open has to say that its study is gone.
      void client.invalidateQueries({ queryKey: studyQuery(event.studyId).queryKey });
      return;
    case 'uploads':
      void client.invalidateQueries({ queryKey: openUploadsQuery.queryKey });
      return;
    case 'study': {
      const { study } = event;
      const old = client
        .getQueryData<Worklist>(worklistQuery.queryKey)
        ?.studies.find(({ id }) => id === study.id);
      client.setQueryData<Worklist>(worklistQuery.queryKey, (list) =>
        list ? { studies: list.studies.map((row) => newer(row, study)) } : list,
      );
      if (!old || mayMove(old, study)) reloadList();
      const key = studyQuery(study.id).queryKey;
      const detail = client.getQueryData<StudyDetail>(key);
      if (!detail || study.revision <= detail.study.revision) return;
      client.setQueryData<StudyDetail>(key, { ...detail, study });
      if (onlyProgress(detail.study, study)) return;
      void client.invalidateQueries({ queryKey: key });
      // A whole file in the place of one that was cut off: as many images as before, and one slice more.
      for (const { id } of detail.series) void client.invalidateQueries({ queryKey: stacksQueryKey(id) });
    }
  }
}

/** Events may overtake answers: the higher revision is the truth. */
const newer = (row: StudyRow, study: StudyRow): StudyRow =>
  row.id === study.id && study.revision >= row.revision ? study : row;

const mayMove = (old: StudyRow, study: StudyRow): boolean =>
  old.state.kind !== study.state.kind || JSON.stringify(old.scores) !== JSON.stringify(study.scores);

/** Whether nothing but the count of slices read has changed: then the rest of the study need not be loaded. */
const onlyProgress = (old: StudyRow, study: StudyRow): boolean =>
  old.state.kind === 'reading' && study.state.kind === 'reading' && old.instances === study.instances;
