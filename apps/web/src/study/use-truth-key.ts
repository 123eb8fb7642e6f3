import { usePageKey } from '../common/use-page-key.ts';
import type { ViewStore } from '../viewer/index.ts';

/** T shows a simulated study's truth wherever the focus is; inside the viewer the viewer itself hears it. */
export function useTruthKey(view: ViewStore, hasTruth: boolean): void {
  usePageKey('t', () => {
    const { truth, set } = view.getState();
    if (hasTruth) set({ truth: !truth });
  });
}
