import type { SeriesStack } from '@ichor/api';
import type { SeriesReport } from '@ichor/report';
import { useEffect, useRef } from 'react';
import { openingSlice, type ViewStore } from '../viewer/index.ts';

/**
 * Opens a stack at the slice that says most, or in its middle while there is no report. When the report comes later, only
 * somebody who has not scrolled yet is taken there.
 *
 * @param keepPlace another stack takes the place of the one before without moving: it is the same head
 */
export function useOpeningSlice(
  view: ViewStore,
  stack: SeriesStack | undefined,
  report: SeriesReport | null,
  keepPlace: boolean,
): void {
  const opened = useRef<{ stackName: string; index: number; byReport: boolean }>(undefined);
  useEffect(() => {
    if (!stack) return;
    const { index: shown, show } = view.getState();
    const telling = openingSlice(stack, report);
    // Slices that were computed from a series are another stack than its own.
    const stackName = `${stack.id}${stack.computed ? ' computed' : ''}`;
    const before = opened.current;
    if (before && (keepPlace || before.stackName === stackName)) {
      if (before.byReport || telling === undefined || shown !== before.index) return;
    }
    const index = telling ?? Math.floor(stack.slices.length / 2);
    opened.current = { stackName, index, byReport: telling !== undefined };
    show(index);
  }, [view, stack, report, keepPlace]);
}
