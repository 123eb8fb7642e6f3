import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { FileOutcomes, StudyDetail, StudyRow, UploadEnded, UploadStarted } from '@ichor/api';
import { bundleReference } from '@ichor/inference';
import { openLog } from '@ichor/server/open-log';
import { runDatabase } from '@ichor/server/run-database';
import { runServer } from '@ichor/server/run-server';
import { type Served, serve } from '@ichor/server/serve';
import { loadBundle } from '@ichor/training';
import { BUNDLE_FOLDER } from './shipped-bundle.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

export interface NamedFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/**
 * Runs something on a server of its own on an empty data folder: its processes as `ichor serve` starts them; without a page
 * where no folder of a built one is given.
 */
export async function serveForBench<T>(
  use: (served: Served) => Promise<T>,
  pageFolder: string | null = null,
): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'ichor-bench-'));
  try {
    const served = await serveFolder(folder, { pageFolder });
    try {
      return await use(served);
    } finally {
      await served.stop();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Starts a server on a data folder. */
export async function serveFolder(
  dataFolder: string,
  {
    pageFolder = null,
    quietSeconds = 1,
  }: { readonly pageFolder?: string | null; readonly quietSeconds?: number } = {},
): Promise<Served> {
  const served = await serve({
    main: join(ROOT, 'apps/cli/src/main.ts'),
    dataFolder,
    host: 'localhost',
    port: 0,
    bundle: BUNDLE_FOLDER,
    quietSeconds,
    databaseUrl: undefined,
    logLevel: 'silent',
    buildPage: async () => pageFolder,
    onTrouble: () => {},
  });
  tokens.set(new URL(served.address).origin, served.token);
  return served;
}

/** A server on a data folder, and its database, in this process; nothing is read. Faster than processes of their own. */
export async function serveHere(dataFolder: string): Promise<{ address: string; stop(): Promise<void> }> {
  const database = await runDatabase(dataFolder);
  const server = await runServer({
    url: database.url,
    dataFolder,
    host: 'localhost',
    port: 0,
    version: '0.0.0',
    bundle: bundleReference(await loadBundle(BUNDLE_FOLDER)),
    pageFolder: null,
    quietSeconds: 3600,
    log: openLog('server', 'silent'),
  });
  tokens.set(new URL(server.address).origin, server.token);
  return {
    address: server.address,
    async stop() {
      await server.stop();
      await database.stop();
    },
  };
}

/** What lets in at each server that was started here. */
const tokens = new Map<string, string>();

/** `fetch` of a server that was started here, as its scripts do it. */
export const fetchServed = (url: string, init: RequestInit = {}): Promise<Response> =>
  fetch(url, {
    ...init,
    headers: { ...init.headers, authorization: `Bearer ${tokens.get(new URL(url).origin)}` },
  });

export async function ask<T>(url: string, init?: RequestInit): Promise<T> {
  const answer = await fetchServed(url, { ...init, signal: AbortSignal.timeout(30_000) });
  if (!answer.ok) throw new Error(`${url}: ${answer.status}`);
  return (await answer.json()) as T;
}

export const startUpload = async (address: string): Promise<string> =>
  (await ask<UploadStarted>(`${address}/api/uploads`, { method: 'POST' })).uploadId;

/** Sends one file; its outcome. */
export async function sendFile(
  address: string,
  upload: string,
  name: string,
  body: BodyInit,
): Promise<FileOutcomes> {
  return ask(`${address}/api/uploads/${upload}/files?name=${encodeURIComponent(name)}`, {
    method: 'PUT',
    headers: { 'content-type': 'application/octet-stream' },
    body,
    // What comes as a stream is sent as it comes.
    ...(body instanceof ReadableStream && { duplex: 'half' }),
  });
}

/** Sends the files of one study; its id. */
export async function sendStudy(address: string, files: Iterable<NamedFile>): Promise<string> {
  const upload = await startUpload(address);
  for (const { name, bytes } of files) await sendFile(address, upload, name, new Uint8Array(bytes));
  const { studyIds, refused } = await ask<UploadEnded>(`${address}/api/uploads/${upload}/end`, {
    method: 'POST',
  });
  const [id] = studyIds;
  if (id === undefined || studyIds.length > 1 || refused > 0) throw new Error('no one study came of it');
  return id;
}

/** Waits until a study was read. */
export async function untilRead(address: string, id: string, patienceSeconds = 600): Promise<StudyRow> {
  const until = performance.now() + 1000 * patienceSeconds;
  for (;;) {
    const { study } = await ask<StudyDetail>(`${address}/api/studies/${id}`);
    if (study.state.kind === 'read') return study;
    if (study.state.kind !== 'received' && study.state.kind !== 'reading') {
      throw new Error(`the study is ${study.state.kind}: ${study.state.reason}`);
    }
    if (performance.now() > until) throw new Error(`not read after ${patienceSeconds} s`);
    await sleep(300);
  }
}

/** Resident memory of a process in MB, and the most it ever had; as Linux says it. */
export async function residentMb(pid: number): Promise<{ now: number; most: number }> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  const mb = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)?.[1]) / 1024;
  return { now: mb('VmRSS'), most: mb('VmHWM') };
}
