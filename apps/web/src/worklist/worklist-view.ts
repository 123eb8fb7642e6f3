import { create } from 'zustand';
import type { StudyGroup } from './filter-studies.ts';

/** How the list is narrowed; kept while other pages are open, and never in the address: a search may be a name. */
export const useWorklistView = create<{
  readonly group: StudyGroup;
  readonly search: string;
  set(change: { group?: StudyGroup; search?: string }): void;
}>()((set) => ({ group: 'all', search: '', set }));
