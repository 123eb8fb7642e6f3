import type { StudyRow } from '@ichor/api';

/**
 * Order of the list: calls first, by their highest score; then what nobody can say yet, because it failed, is incomplete or
 * waits; last what has nothing above threshold. Within each the longest waiting first, and a real patient before a simulated one.
 */
export function byUrgency(a: StudyRow, b: StudyRow): number {
  return (
    rank(a) - rank(b) ||
    Number(a.simulated) - Number(b.simulated) ||
    highest(b) - highest(a) ||
    (a.receivedAt < b.receivedAt ? -1 : a.receivedAt > b.receivedAt ? 1 : 0)
  );
}

function rank({ calls, state: { kind } }: StudyRow): number {
  if (calls.length > 0) return 0;
  if (kind === 'failed' || kind === 'incomplete') return 1;
  if (kind === 'received' || kind === 'reading') return 2;
  return kind === 'cannot-analyse' ? 3 : 4;
}

const highest = ({ calls }: StudyRow): number => Math.max(0, ...calls.map(({ score }) => score));
