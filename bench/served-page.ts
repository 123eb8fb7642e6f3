import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { StudyRow, Worklist } from '@ichor/api';
import { buildPage } from '@ichor/server/build-page';
import { serve } from '@ichor/server/serve';
import { openChromium } from '@ichor/web/open-chromium';
import type { Browser } from 'playwright-core';
import { BUNDLE_FOLDER } from './shipped-bundle.ts';

const MAIN = fileURLToPath(new URL('../apps/cli/src/main.ts', import.meta.url));
const PATIENCE_MS = 240_000;

export interface ServedPage {
  readonly address: string;
  /** Where the built page lies. */
  readonly pageFolder: string;
  readonly browser: Browser;
  /** JSON of the server. */
  ask<T>(path: string, init?: RequestInit): Promise<T>;
  /** Waits until nothing waits to be read; gives the list. */
  allRead(): Promise<readonly StudyRow[]>;
}

/** The real server on an empty folder, and a browser that draws in software; both gone afterwards. */
export async function withServedPage<T>(use: (page: ServedPage) => Promise<T>): Promise<T> {
  const dataFolder = await mkdtemp(join(tmpdir(), 'ichor-page-'));
  const pageFolder = await buildPage();
  const served = await serve({
    main: MAIN,
    dataFolder,
    host: 'localhost',
    port: 0,
    bundle: BUNDLE_FOLDER,
    quietSeconds: 1,
    databaseUrl: undefined,
    logLevel: 'silent',
    buildPage: async () => pageFolder,
    onTrouble: (sentence) => console.error(sentence),
  });
  const { address } = served;
  const ask = async <A>(path: string, init?: RequestInit): Promise<A> => {
    const answer = await fetch(`${address}${path}`, init);
    if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
    return (await answer.json()) as A;
  };
  let browser: Browser | undefined;
  try {
    browser = await openChromium();
    return await use({
      address,
      pageFolder,
      browser,
      ask,
      async allRead() {
        for (const until = performance.now() + PATIENCE_MS; ; await sleep(250)) {
          const { studies } = await ask<Worklist>('/api/studies');
          if (studies.length > 0 && studies.every(({ state }) => state.kind === 'read')) return studies;
          if (performance.now() > until) throw new Error(`not read: ${JSON.stringify(studies, null, 1)}`);
        }
      },
    });
  } finally {
    await browser?.close();
    await served.stop();
    await rm(dataFolder, { recursive: true, force: true });
  }
}
