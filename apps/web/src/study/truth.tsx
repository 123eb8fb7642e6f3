import type { BleedTruth, StudyRow } from '@ichor/api';
import { useStore } from 'zustand';
import type { ViewStore } from '../viewer/index.ts';
import { TruthList } from './truth-list.tsx';

/** What was put into a simulated patient; hidden until it is asked for, so that one can judge first. */
export function Truth(props: { truth: readonly BleedTruth[]; study: StudyRow; view: ViewStore }) {
  const { truth, study, view } = props;
  const shown = useStore(view, (state) => state.truth);
  return (
    <section>
      <h2>Truth of this simulated patient</h2>
      {shown && <TruthList truth={truth} study={study} />}
      <button
        type="button"
        className="button"
        aria-pressed={shown}
        onClick={() => view.getState().set({ truth: !shown })}
      >
        {shown ? 'Hide truth' : 'Show truth and mask'} <kbd aria-hidden>T</kbd>
      </button>
    </section>
  );
}
