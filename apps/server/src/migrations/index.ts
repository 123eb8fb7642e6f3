import type { Migration } from 'kysely';
import * as studies from './2026-11-24-studies.ts';
import * as removedContent from './2026-11-30-removed-content.ts';
import * as uploadFiles from './2026-11-30-upload-files.ts';
import * as sliceHeaders from './2026-12-01-slice-headers.ts';

/** In order; a migration that was released is never changed. */
export const MIGRATIONS: Readonly<Record<string, Migration>> = {
  '2026-11-24-studies': studies,
  '2026-11-30-removed-content': removedContent,
  '2026-11-30-upload-files': uploadFiles,
  '2026-12-01-slice-headers': sliceHeaders,
};
