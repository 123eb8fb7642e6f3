import { useStore } from 'zustand';
import type { ViewStore } from '../viewer/index.ts';

/** Shows and hides what was put into a simulated patient, as T does. */
export function TruthButton({ view, what }: { view: ViewStore; what: string }) {
  const shown = useStore(view, ({ truth }) => truth);
  return (
    <button
      type="button"
      className="button"
      aria-pressed={shown}
      onClick={() => view.getState().set({ truth: !shown })}
    >
      {shown ? 'Hide' : 'Show'} {what} <kbd aria-hidden>T</kbd>
    </button>
  );
}
