import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { FileOutcome, StudyDetail, StudyRow, UploadEnded } from '@ichor/api';
import { bundleReference, type OpenBundle, openBundle } from '@ichor/inference';
import { readBundle } from '@ichor/report';
import type { InjectOptions } from 'fastify';
import { pino } from 'pino';
import { authorityOf } from '../access/authority.ts';
import { sessions } from '../access/sessions.ts';
import { buildApp } from '../app.ts';
import type { Patience } from '../connections/patience.ts';
import type { ServerContext } from '../context.ts';
import { migrate } from '../database/migrate.ts';
import { openDatabase } from '../database/open-database.ts';
import { openQueue } from '../database/queue.ts';
import { UPLOAD_LIMITS } from '../ingest/upload-limits.ts';
import type { JobContext } from '../jobs/run-jobs.ts';
import { addWorker } from '../repositories/workers.ts';
import type { App } from '../routes/typed.ts';
import { openFileStore } from '../store/file-store.ts';
import { DIGITS } from '../store/store.ts';
import type { TestDatabase } from './databases.ts';

/** Of every test server. */
export const TEST_TOKEN = 'test'.padEnd(43, '-');

export const TEST_KEY = Buffer.alloc(32, 7);

const BUNDLE = fileURLToPath(new URL('../../../../bundle', import.meta.url));

/** A server and a worker's context in one process; jobs run when a test says so. */
export interface TestServer {
  /** What is injected shows the token, where it has no `authorization` of its own. */
  readonly app: App;
  /** Shows nothing by itself. */
  readonly injectBare: App['inject'];
  readonly context: ServerContext;
  readonly dataFolder: string;
  /** A worker's, with a name of its own. */
  worker(): Promise<JobContext>;
  upload(
    ...files: readonly { readonly name: string; readonly bytes: Uint8Array }[]
  ): Promise<{ outcomes: FileOutcome[]; ended: UploadEnded }>;
  studies(): Promise<StudyRow[]>;
  detail(id: string): Promise<StudyDetail>;
  /** All that is in the store, in order. */
  stored(): Promise<string[]>;
  close(): Promise<void>;
}

export async function openTestServer(
  database: TestDatabase,
  limits: Partial<ServerContext['limits']> = {},
  { pageFolder = null, patience }: { pageFolder?: string | null; patience?: Patience } = {},
): Promise<TestServer> {
  const folder = await mkdtemp(join(tmpdir(), 'ichor-server-'));
  const log = pino({ level: 'silent' });
  const fail = (error: Error) => {
    throw error;
  };
  const db = openDatabase(database.url, fail);
  await migrate(db);
  const queue = await openQueue(database.url, fail);
  const store = openFileStore(join(folder, 'store'));
  const bundle = await readBundle((name) => readFile(join(BUNDLE, name)));
  const context: ServerContext = {
    authority: authorityOf(TEST_TOKEN, sessions(TEST_KEY)),
    db,
    store,
    queue,
    log,
    version: '0.0.0',
    bundle: bundleReference(bundle),
    limits: { ...UPLOAD_LIMITS, ...limits },
    quietSeconds: 0,
    durabilityWarning: null,
    pageFolder,
  };
  const app = await buildApp(context, patience);
  const injectBare = app.inject.bind(app) as App['inject'];
  app.inject = ((options: InjectOptions) =>
    injectBare({
      ...options,
      headers: { authorization: `Bearer ${TEST_TOKEN}`, ...options.headers },
    })) as App['inject'];
  let opened: OpenBundle | undefined;
  const get = async (url: string) => {
    const answer = await app.inject({ url });
    if (answer.statusCode !== 200) throw new Error(`${url}: ${answer.statusCode} ${answer.body}`);
    return answer.json();
  };
  return {
    app,
    injectBare,
    context,
    dataFolder: folder,
    async worker() {
      opened ??= await openBundle(bundle, { threads: 1 });
      const id = crypto.randomUUID();
      await addWorker(db, id);
      const { signal } = new AbortController();
      return { db, store, queue, log, opened, worker: () => id, quietSeconds: 0, signal };
    },
    async upload(...files) {
      const { uploadId } = (await app.inject({ method: 'POST', url: '/api/uploads' })).json();
      const outcomes: FileOutcome[] = [];
      for (const { name, bytes } of files) {
        const answer = await app.inject({
          method: 'PUT',
          url: `/api/uploads/${uploadId}/files`,
          query: { name },
          headers: { 'content-type': 'application/octet-stream' },
          payload: Buffer.from(bytes),
        });
        if (answer.statusCode !== 200) throw new Error(answer.body);
        outcomes.push(...answer.json().files);
      }
      const ended = (await app.inject({ method: 'POST', url: `/api/uploads/${uploadId}/end` })).json();
      return { outcomes, ended };
    },
    studies: async () => (await get('/api/studies')).studies,
    detail: (id) => get(`/api/studies/${id}`),
    stored: async () => (await Promise.all(DIGITS.map((digit) => store.list(digit)))).flat().sort(),
    async close() {
      await app.close();
      await queue.stop();
      await db.destroy();
      await opened?.dispose();
      await database.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
