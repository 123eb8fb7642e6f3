import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { temporaryFolder } from './testing/temporary-folder.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

const isThere = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

// npm's own end by a signal is Windows' business there; the console tells every process of it.
test.skipIf(process.platform === 'win32').each(['SIGTERM', 'SIGHUP', 'SIGKILL'] as const)(
  '%s to npx ends what it started, in good order',
  async (signal) => {
    const data = temporaryFolder();
    const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^npm_/i.test(name)));
    const npx = spawn('npx', ['ichor', 'database', '--data', data], {
      cwd: ROOT,
      env,
      detached: true,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(npx.stdout, 'data');
    const { pid } = JSON.parse(readFileSync(join(data, 'database.json'), 'utf8')) as { pid: number };
    expect(isThere(pid)).toBe(true);
    npx.kill(signal);
    await expect.poll(() => isThere(pid), { timeout: 10_000 }).toBe(false);
    // It had the time to take its note away.
    expect(existsSync(join(data, 'database.json'))).toBe(false);
  },
  120_000,
);
