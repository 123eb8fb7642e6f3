import { useRef } from 'react';
import { usePageKey } from '../common/use-page-key.ts';
import { useWorklistView } from './worklist-view.ts';

/** Narrows the list to what has every word. */
export function SearchBox() {
  const { search, set } = useWorklistView();
  const box = useRef<HTMLInputElement>(null);
  usePageKey('/', () => box.current?.focus());
  return (
    <input
      ref={box}
      type="search"
      className="search"
      aria-label="Search name, number, date, description or type"
      placeholder="Search name, number, type"
      value={search}
      onChange={({ currentTarget }) => set({ search: currentTarget.value })}
    />
  );
}
