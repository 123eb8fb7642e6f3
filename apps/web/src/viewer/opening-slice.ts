import type { SeriesStack } from '@ichor/api';
import type { SeriesReport } from '@ichor/report';
import { StudyOverlay } from './study-overlay.ts';

/** The place in a stack that says most of its report; undefined where none does. */
export const openingSlice = (stack: SeriesStack, report: SeriesReport | null): number | undefined =>
  new StudyOverlay(
    report,
    stack.slices.map(({ sopInstanceUid }) => sopInstanceUid),
  ).strongest;
