import type { StudyRow } from '@ichor/api';
import { type FocusEvent, useEffect, useRef, useState } from 'react';
import { type HeldList, holdOrder } from './hold-order.ts';

/**
 * Keeps the order of a list while the pointer or the focus is on it.
 *
 * @param wanted the rows in their right order, those of `rows` that are to be shown
 * @returns what to show, and the handlers for the element that holds
 */
export function useHeldList(rows: readonly StudyRow[], wanted: readonly StudyRow[]) {
  const [pointer, setPointer] = useState(false);
  const [focus, setFocus] = useState(false);
  const [held, setHeld] = useState<readonly string[]>();
  const holding = pointer || focus;
  const latest = useRef(wanted);
  latest.current = wanted;
  useEffect(() => {
    setHeld(holding ? latest.current.map(({ id }) => id) : undefined);
  }, [holding]);

  const list: HeldList = held ? holdOrder(held, rows, wanted) : { shown: wanted, waiting: 0, moved: false };
  return {
    ...list,
    holders: {
      onPointerEnter: () => setPointer(true),
      onPointerLeave: () => setPointer(false),
      onFocus: () => setFocus(true),
      // From one row to the next the focus never leaves the list.
      onBlur: ({ currentTarget, relatedTarget }: FocusEvent) =>
        setFocus(currentTarget.contains(relatedTarget as Node | null)),
    },
  };
}
