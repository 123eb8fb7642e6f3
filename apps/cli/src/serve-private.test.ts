import { spawnSync } from 'node:child_process';
import { existsSync, lstatSync, readdirSync, readFileSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { StudyDetail, UploadEnded, UploadStarted } from '@ichor/api';
import { simulatePatient, simulateStudy } from '@ichor/phantom';
import { type Served, serve } from '@ichor/server/serve';
import { entryAddress } from '@ichor/server/server-file';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { EXIT } from './exit-codes.ts';
import { SHIPPED_BUNDLE } from './open-bundle-folder.ts';
import { ichor } from './testing/ichor.ts';
import { temporaryFolder } from './testing/temporary-folder.ts';

const isRoot = process.getuid?.() === 0;
const hasProc = existsSync('/proc/self/cmdline');
const NOBODY = 65_534;

const folder = temporaryFolder();
let served: Served;
beforeAll(async () => {
  served = await serve({
    main: fileURLToPath(new URL('./main.ts', import.meta.url)),
    dataFolder: folder,
    host: 'localhost',
    port: 0,
    bundle: SHIPPED_BUNDLE,
    quietSeconds: 0,
    databaseUrl: undefined,
    logLevel: 'silent',
    buildPage: async () => null,
    onTrouble: (sentence) => expect.unreachable(sentence),
  });
});
afterAll(() => served?.stop());

async function ask<T>(path: string, init: RequestInit = {}): Promise<T> {
  const headers = { 'content-type': 'application/octet-stream', authorization: `Bearer ${served.token}` };
  const answer = await fetch(`${served.address}${path}`, { ...init, headers });
  if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
  return (await answer.json()) as T;
}

/** What a script says that runs as another user of this machine. */
function asNobody(script: string): unknown {
  const code = `process.setgroups([]); process.setgid(${NOBODY}); process.setuid(${NOBODY});
    console.log(JSON.stringify(await (async () => { ${script} })()));`;
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', code], {
    encoding: 'utf8',
    cwd: '/',
  });
  if (stdout === '') throw new Error(stderr);
  return JSON.parse(stdout);
}

const pidsOf = () => Object.values(served.pids()).filter((pid) => pid !== undefined);
const serverFile = () => join(folder, `server-${new URL(served.address).port}.json`);

test('every file of the data folder is its owner’s alone, after a study was read too', async () => {
  const { files } = simulateStudy(simulatePatient('private'), { rows: 64, thicknessMm: 12, tiltDegrees: 0 });
  const { uploadId } = await ask<UploadStarted>('/api/uploads', { method: 'POST' });
  for (const { name, bytes } of files) {
    const body = new Uint8Array(bytes);
    await ask(`/api/uploads/${uploadId}/files?name=${name}`, { method: 'PUT', body });
  }
  const { studyIds } = await ask<UploadEnded>(`/api/uploads/${uploadId}/end`, { method: 'POST' });
  for (;;) {
    const { study } = await ask<StudyDetail>(`/api/studies/${studyIds[0]}`);
    if (study.state.kind !== 'received' && study.state.kind !== 'reading') break;
    await sleep(200);
  }
  const open = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
    (name) => (lstatSync(join(folder, name)).mode & 0o077) !== 0,
  );
  expect(open).toEqual([]);
  expect(readdirSync(folder)).toEqual(expect.arrayContaining(['session.key', 'database', 'store']));
}, 120_000);

const hasIpv6 = Object.values(networkInterfaces())
  .flat()
  .some((of) => of?.address === '::1');

test.skipIf(!hasIpv6)('nobody else can wait at the other address that "localhost" stands for', async () => {
  const { port } = new URL(served.address);
  const answer = await fetch(`http://[::1]:${port}/healthz`);
  expect(await answer.text()).toBe('up\n');
  const another = await fetch(`http://[::1]:${port}/api/studies`);
  expect(another.status).toBe(401);
});

test('the token is in a file, and in no command line', () => {
  const { token } = JSON.parse(readFileSync(serverFile(), 'utf8'));
  expect(token).toBe(served.token);
  if (!hasProc) return;
  for (const pid of pidsOf()) expect(readFileSync(`/proc/${pid}/cmdline`, 'utf8')).not.toContain(token);
});

test.skipIf(!isRoot)('another user of the machine reads, changes and deletes nothing', () => {
  const { address } = served;
  const statuses = asNobody(`
    const ask = async (path, init) => (await fetch('${address}' + path, init)).status;
    const origin = { 'sec-fetch-site': 'same-origin', origin: '${address}' };
    return [
      await ask('/api/studies'), await ask('/api/studies', { headers: origin }), await ask('/api/events'),
      await ask('/api/uploads', { method: 'POST', headers: origin }),
      await ask('/api/studies/1', { method: 'DELETE' }), await ask('/nothing'),
      await ask('/healthz'), await ask('/readyz'),
    ]`);
  expect(statuses).toEqual([401, 401, 401, 401, 401, 401, 200, 200]);
  const files = [serverFile(), join(folder, 'session.key'), ...pidsOf().map((pid) => `/proc/${pid}/environ`)];
  const refusals = asNobody(`
    const { readFileSync } = await import('node:fs');
    return ${JSON.stringify(files)}.map((path) => {
      try { return readFileSync(path, 'utf8').length } catch ({ code }) { return code }
    })`);
  expect(refusals).toEqual(files.map(() => 'EACCES'));
});

test('"open" prints the address again, and says where there is none', async () => {
  const { out } = ichor('open', '--data', folder, '--no-open');
  expect(out).toBe(`Ichor is at ${entryAddress(served)}\n`);
  const port = new URL(served.address).port;
  expect(ichor('open', '--data', folder, '--port', port, '--no-open').out).toBe(out);
  const other = ichor('open', '--data', folder, '--port', '1', '--no-open');
  expect(other.code).toBe(EXIT.failed);
  expect(other.err).toMatch(/^ichor: .*, port 1: has no server running\. Start "npm start"/);
  expect(ichor('open', '--data', join(folder, 'session.key')).err).toMatch(
    /is a file.*Give the path of a folder/,
  );
  await served.stop();
  expect(existsSync(serverFile())).toBe(false);
  expect(ichor('open', '--data', folder).err).toContain('has no server running');
  expect(ichor('open', '--data', join(folder, 'nowhere')).err).toContain('has no server running');
});
