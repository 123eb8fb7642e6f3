import type { BleedTruth, StudyRow } from '@ichor/api';
import { useStore } from 'zustand';
import type { ViewStore } from '../viewer/index.ts';
import { TruthButton } from './truth-button.tsx';
import { TruthList } from './truth-list.tsx';

/** What was put into a simulated patient; hidden until it is asked for, so that one can judge first. */
export function Truth(props: { truth: readonly BleedTruth[]; study: StudyRow; view: ViewStore }) {
  const { truth, study, view } = props;
  const shown = useStore(view, (state) => state.truth);
  return (
    <section>
      <h2>Truth of this simulated patient</h2>
      {shown && <TruthList truth={truth} study={study} />}
      <TruthButton view={view} what="truth and mask" />
    </section>
  );
}
