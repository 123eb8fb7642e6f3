import { setTimeout as sleep } from 'node:timers/promises';
import type { StudyRow, Worklist } from '@ichor/api';
import { buildPage } from '@ichor/server/build-page';
import { openChromium } from '@ichor/testing/open-chromium';
import type { BrowserContext, BrowserContextOptions } from 'playwright-core';
import { ask, serveForBench } from './serve-for-bench.ts';

const PATIENCE_MS = 240_000;

export interface ServedPage {
  readonly address: string;
  /** Where the built page lies. */
  readonly pageFolder: string;
  /** A browser with nothing in its cache, which the server lets in. */
  newContext(options?: BrowserContextOptions): Promise<BrowserContext>;
  /** JSON of the server. */
  ask<T>(path: string, init?: RequestInit): Promise<T>;
  /** Waits until nothing waits to be read; gives the list. */
  allRead(): Promise<readonly StudyRow[]>;
}

/** The real server on an empty folder, and a browser that draws in software; both gone afterwards. */
export async function withServedPage<T>(use: (page: ServedPage) => Promise<T>): Promise<T> {
  const pageFolder = await buildPage();
  return serveForBench(async ({ address, token }) => {
    const fromServer = <A>(path: string, init?: RequestInit) => ask<A>(`${address}${path}`, init);
    const browser = await openChromium();
    try {
      return await use({
        address,
        pageFolder,
        async newContext(options) {
          const context = await browser.newContext(options);
          await context.request.get(`${address}/?token=${token}`, { maxRedirects: 0 });
          return context;
        },
        ask: fromServer,
        async allRead() {
          for (const until = performance.now() + PATIENCE_MS; ; await sleep(250)) {
            const { studies } = await fromServer<Worklist>('/api/studies');
            if (studies.length > 0 && studies.every(({ state }) => state.kind === 'read')) return studies;
            if (performance.now() > until) throw new Error(`not read: ${JSON.stringify(studies, null, 1)}`);
          }
        },
      });
    } finally {
      await browser.close();
    }
  }, pageFolder);
}
