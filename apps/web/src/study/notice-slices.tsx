import type { SeriesStack } from '@ichor/api';
import { counted } from '../common/counted.ts';
import type { ViewStore } from '../viewer/index.ts';
import { slicesOfNotice } from './slices-of-notice.ts';

/** Runs of slices shown as buttons; more would only fill the panel. */
const MOST_RUNS = 12;

interface NoticeSlicesProps {
  readonly uids: readonly string[];
  readonly stack: SeriesStack | undefined;
  readonly view: ViewStore;
}

/** Which slices a notice concerns, as the viewer counts them; a click shows the slice. */
export function NoticeSlices({ uids, stack, view }: NoticeSlicesProps) {
  if (uids.length === 0) return null;
  if (!stack) return <span className="quiet"> On {counted(uids.length, 'slice')}.</span>;
  const { runs, others } = slicesOfNotice(uids, stack);
  const left = runs.slice(MOST_RUNS).reduce((sum, [first, last]) => sum + last - first + 1, 0);
  return (
    <span className="notice-slices">
      {runs.length > 0 && <span className="quiet">On slice</span>}
      {runs.slice(0, MOST_RUNS).map(([first, last]) => (
        <button
          key={first}
          type="button"
          className="button plain"
          title={`Show slice ${first + 1}`}
          onClick={() => view.getState().show(first)}
        >
          {first === last ? first + 1 : `${first + 1}-${last + 1}`}
        </button>
      ))}
      {left > 0 && <span className="quiet">and {counted(left, 'slice')} more</span>}
      {others > 0 && (
        <span className="quiet">
          On {counted(others, stack.computed ? 'stored image' : 'image')} not shown here.
        </span>
      )}
    </span>
  );
}
