import type { UploadLimits } from '@ichor/api';
import type { BundleReference } from '@ichor/report';
import type { Logger } from 'pino';
import type { Authority } from './access/authority.ts';
import type { Db } from './database/open-database.ts';
import type { Queue } from './database/queue.ts';
import type { Store } from './store/store.ts';

/** What the routes work with. */
export interface ServerContext {
  /** Who may come in. */
  readonly authority: Authority;
  readonly db: Db;
  readonly store: Store;
  readonly queue: Queue;
  readonly log: Logger;
  readonly version: string;
  /** What new readings are made with. */
  readonly bundle: BundleReference;
  readonly limits: UploadLimits;
  readonly quietSeconds: number;
  /** A sentence; null where nothing need be said. */
  readonly durabilityWarning: string | null;
  /** The built page; null where there is none to serve. */
  readonly pageFolder: string | null;
}
