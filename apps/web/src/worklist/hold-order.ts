import type { StudyRow } from '@ichor/api';

export interface HeldList {
  /** What is shown: in the held order, with what is known now. */
  readonly shown: readonly StudyRow[];
  /** How many studies would stand on the list if it were not held. */
  readonly waiting: number;
  /** Whether those that are shown would stand in another order. */
  readonly moved: boolean;
}

/**
 * The list while somebody points at it: rows keep their places, so that a click meets what it was meant for. Those that
 * went are gone, those that came wait, and those that no longer match the filter stay until the list is let go.
 *
 * @param held ids in the order to keep
 * @param rows all that are known
 * @param wanted those that match the filter, in their right order
 */
export function holdOrder(
  held: readonly string[],
  rows: readonly StudyRow[],
  wanted: readonly StudyRow[],
): HeldList {
  const known = new Map(rows.map((row) => [row.id, row]));
  const shown = held.flatMap((id) => known.get(id) ?? []);
  const places = new Set(held);
  const kept = wanted.filter(({ id }) => places.has(id));
  return {
    shown,
    waiting: wanted.length - kept.length,
    moved: shown.length !== kept.length || shown.some(({ id }, i) => id !== kept[i]?.id),
  };
}
