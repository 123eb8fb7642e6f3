import type { StudyRow } from '@ichor/api';
import { type FocusEvent, useEffect, useRef, useState } from 'react';
import { type HeldList, holdOrder } from './hold-order.ts';

/**
 * Keeps the order of a list while the pointer or the focus is on it.
 *
 * @param wanted the rows in their right order, those of `rows` that are to be shown
 * @param asked for what the list was narrowed to: when that changes the list does too, held or not
 * @returns what to show, and the ref and the handlers for the element that holds; that one has to stay
 */
export function useHeldList(rows: readonly StudyRow[], wanted: readonly StudyRow[], asked: string) {
  const box = useRef<HTMLDivElement>(null);
  const [pointer, setPointer] = useState(false);
  const [focus, setFocus] = useState(false);
  const [held, setHeld] = useState<{ readonly ids: readonly string[]; readonly asked: string }>();
  const holding = pointer || focus;
  const latest = useRef(wanted);
  latest.current = wanted;
  useEffect(() => {
    setHeld(holding ? { ids: latest.current.map(({ id }) => id), asked } : undefined);
  }, [holding, asked]);
  // A row that goes under the pointer or with the focus in it tells nobody that they have left.
  useEffect(() => {
    if (pointer && !box.current?.matches(':hover')) setPointer(false);
    if (focus && !box.current?.contains(document.activeElement)) setFocus(false);
  });

  const list: HeldList =
    held && held.asked === asked
      ? holdOrder(held.ids, rows, wanted)
      : { shown: wanted, waiting: 0, moved: false };
  return {
    ...list,
    box,
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
