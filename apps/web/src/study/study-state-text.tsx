import type { StudyState } from '@ichor/api';

/** Where a study is, in words, with progress or reason. */
export function StudyStateText({ state }: { state: StudyState }) {
  switch (state.kind) {
    case 'received':
      return <span>Received, waits to be read</span>;
    case 'reading':
      return (
        <>
          {state.total > 0 ? `Reading: ${state.done} of ${state.total} slices` : 'Reading'}
          <progress aria-label="Slices read" max={Math.max(1, state.total)} value={state.done} />
        </>
      );
    case 'read':
      return <span className="quiet">Read</span>;
    case 'incomplete':
      return (
        <>
          <span className="bad">Incomplete</span>: {state.reason}
        </>
      );
    case 'cannot-analyse':
      return (
        <>
          <span className="bad">Cannot be read</span>: {state.reason}
        </>
      );
    case 'failed':
      return (
        <>
          <span className="bad">Reading failed</span>: {state.reason}
        </>
      );
  }
}
