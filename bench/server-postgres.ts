/**
 * The server's tests on a real PostgreSQL (Debian's), started for them in a temporary folder: the same test bodies that run on the
 * embedded database with every `npm test`.
 */
import { execFile, spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { chmod, chown, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { type Check, runAlone } from './check.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const DEBIAN = '/usr/lib/postgresql';
const NAME = 'the server’s tests on a real PostgreSQL';

const exec = promisify(execFile);

export async function run(): Promise<Check[]> {
  const bin = programs();
  if (bin === undefined) {
    return [{ name: NAME, passed: false, figures: 'no PostgreSQL here: apt-get install postgresql' }];
  }
  const folder = await mkdtemp(join(tmpdir(), 'ichor-pg-'));
  const user = await ownerFor(folder);
  const postgres = (program: string, ...args: string[]) => exec(join(bin, program), args, user);
  await postgres('initdb', '-D', join(folder, 'data'), '-A', 'trust', '-U', 'postgres');
  const options = `-k ${folder} -h ""`;
  await postgres(
    'pg_ctl',
    'start',
    '-w',
    '-D',
    join(folder, 'data'),
    '-o',
    options,
    '-l',
    join(folder, 'log'),
  );
  try {
    const { stdout } = await postgres('postgres', '--version');
    return [await runTests(folder, stdout.trim())];
  } finally {
    await postgres('pg_ctl', 'stop', '-m', 'immediate', '-D', join(folder, 'data'));
    await rm(folder, { recursive: true, force: true });
  }
}

async function runTests(folder: string, version: string): Promise<Check> {
  // Where vitest.config.ts has them written.
  const results = join(ROOT, '.results/tests.json');
  await rm(results, { force: true });
  const url = `postgresql://postgres@localhost/postgres?host=${encodeURIComponent(folder)}`;
  const vitest = join(ROOT, 'node_modules/vitest/vitest.mjs');
  const args = ['run', 'apps/server', '-t', 'on PostgreSQL'];
  spawnSync(process.execPath, [vitest, ...args], {
    cwd: ROOT,
    env: { ...process.env, ICHOR_TEST_DATABASE_URL: url },
    stdio: 'ignore',
  });
  const { numPassedTests: passed, numFailedTests: failed } = JSON.parse(await readFile(results, 'utf8')) as {
    numPassedTests: number;
    numFailedTests: number;
  };
  return {
    name: NAME,
    passed: failed === 0 && passed > 0,
    figures: `${passed} passed, ${failed} failed on ${version}`,
  };
}

/** Debian keeps them out of the path, a folder a version; the newest. */
function programs(): string | undefined {
  if (!existsSync(DEBIAN)) return undefined;
  const [newest] = readdirSync(DEBIAN).sort((a, b) => Number(b) - Number(a));
  return newest === undefined ? undefined : join(DEBIAN, newest, 'bin');
}

/** PostgreSQL refuses to run as root: then it is Debian's own user, who has to own the folder. */
async function ownerFor(folder: string): Promise<{ uid?: number; gid?: number }> {
  if (process.getuid?.() !== 0) return {};
  const id = async (flag: string) => Number((await exec('id', [flag, 'postgres'])).stdout);
  const [uid, gid] = [await id('-u'), await id('-g')];
  await chown(folder, uid, gid);
  // The tests, which run as root, come through here to its socket.
  await chmod(folder, 0o755);
  return { uid, gid };
}

await runAlone(import.meta.url, run);
