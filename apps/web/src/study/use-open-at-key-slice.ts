import type { SeriesStack } from '@ichor/api';
import type { SeriesReport } from '@ichor/report';
import { useEffect, useRef } from 'react';
import type { ViewStore } from '../viewer/index.ts';

/**
 * Opens a stack at its first key slice, or in its middle while there is no report. When the report comes later, only somebody
 * who has not scrolled yet is taken to the key slice.
 *
 * @param keepPlace another stack takes the place of the one before without moving: it is the same head
 */
export function useOpenAtKeySlice(
  view: ViewStore,
  stack: SeriesStack | undefined,
  report: SeriesReport | null,
  keepPlace: boolean,
): void {
  const opened = useRef<{ stackId: string; index: number; atKeySlice: boolean }>(undefined);
  const uid = report?.keySlices[0];
  useEffect(() => {
    if (!stack) return;
    const { index: shown, show } = view.getState();
    const key = stack.slices.findIndex(({ sopInstanceUid }) => sopInstanceUid === uid);
    const before = opened.current;
    if (before && (keepPlace || before.stackId === stack.id)) {
      if (before.atKeySlice || key < 0 || shown !== before.index) return;
    }
    const index = key >= 0 ? key : Math.floor(stack.slices.length / 2);
    opened.current = { stackId: stack.id, index, atKeySlice: key >= 0 };
    show(index);
  }, [view, stack, uid, keepPlace]);
}
