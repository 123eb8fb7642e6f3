import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { FileOutcome, StudyDetail, StudyRow, UploadEnded } from '@ichor/api';
import { buildReport, type OpenBundle, openBundle } from '@ichor/inference';
import { parseBundle } from '@ichor/report';
import { pino } from 'pino';
import { buildApp } from '../app.ts';
import type { ServerContext } from '../context.ts';
import { migrate } from '../database/migrate.ts';
import { openDatabase } from '../database/open-database.ts';
import { openQueue } from '../database/queue.ts';
import { UPLOAD_LIMITS } from '../ingest/upload-limits.ts';
import type { JobContext } from '../jobs/run-jobs.ts';
import { addWorker } from '../repositories/workers.ts';
import type { App } from '../routes/typed.ts';
import { openFileStore } from '../store/file-store.ts';
import type { TestDatabase } from './databases.ts';

const BUNDLE = fileURLToPath(new URL('../../../../bundle', import.meta.url));

/** A server and a worker's context in one process; jobs run when a test says so. */
export interface TestServer {
  readonly app: App;
  readonly context: ServerContext;
  /** A worker's, with a name of its own. */
  worker(): Promise<JobContext>;
  upload(
    ...files: readonly { readonly name: string; readonly bytes: Uint8Array }[]
  ): Promise<{ outcomes: FileOutcome[]; ended: UploadEnded }>;
  studies(): Promise<StudyRow[]>;
  detail(id: string): Promise<StudyDetail>;
  close(): Promise<void>;
}

export async function openTestServer(
  database: TestDatabase,
  limits: Partial<ServerContext['limits']> = {},
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
  const json: unknown = JSON.parse(await readFile(join(BUNDLE, 'bundle.json'), 'utf8'));
  const context: ServerContext = {
    db,
    store,
    queue,
    log,
    version: '0.0.0',
    bundle: buildReport(parseBundle(json), [], 0).bundle,
    limits: { ...UPLOAD_LIMITS, ...limits },
    quietSeconds: 0,
    pageFolder: null,
  };
  const app = await buildApp(context);
  let opened: OpenBundle | undefined;
  const get = async (url: string) => {
    const answer = await app.inject({ url });
    if (answer.statusCode !== 200) throw new Error(`${url}: ${answer.statusCode} ${answer.body}`);
    return answer.json();
  };
  return {
    app,
    context,
    async worker() {
      opened ??= await openBundle(json, (name) => readFile(join(BUNDLE, name)), { threads: 1 });
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
