import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { access, chmod, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { IchorError } from '@ichor/notices';
import { hashSources } from './hash-sources.ts';

const ROOT = fileURLToPath(new URL('../../../../', import.meta.url));
const WEB = join(ROOT, 'apps/web');
const PAGE = join(WEB, 'dist');
/** Beside the page: what it was built from. */
const STAMP = join(PAGE, '.sources');
/** What the page is made of: its own files, and the rooms that it imports. */
const SOURCES = ['apps/web', 'packages', 'package-lock.json'];
const VITE = fileURLToPath(new URL('run-vite.ts', import.meta.url));

/**
 * The folder of the built page; built first where its sources have changed since.
 *
 * @throws IchorError `page-not-built`
 */
export async function buildPage(): Promise<string> {
  const hash = await hashSources(ROOT, SOURCES);
  const built = await readFile(STAMP, 'utf8').catch(() => undefined);
  if (built === hash && (await exists(join(PAGE, 'index.html')))) return PAGE;
  // In a process of its own: Vite is large, and is needed once.
  const child = spawn(process.execPath, [VITE, WEB], { stdio: ['ignore', 'ignore', 'pipe'] });
  let complaint = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaint += text;
  });
  const [code] = await once(child, 'close');
  if (code !== 0) {
    throw new IchorError({
      code: 'page-not-built',
      subject: 'the page',
      problem: `could not be built: ${complaint.trim().split('\n')[0] || `Vite ended with ${code}`}`,
    });
  }
  // Last: a build that was cut off has no stamp, and is done again.
  await writeFile(STAMP, hash);
  // Like the page itself: other users of the machine may serve the same build.
  await chmod(STAMP, 0o644);
  return PAGE;
}

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );
