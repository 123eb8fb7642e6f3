import type { Migration } from 'kysely';
import * as studies from './2026-11-24-studies.ts';

/** In order; a migration that was released is never changed. */
export const MIGRATIONS: Readonly<Record<string, Migration>> = {
  '2026-11-24-studies': studies,
};
