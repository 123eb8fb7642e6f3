import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SimulationRequest, Worklist } from '@ichor/api';
import type { Browser, Locator, Page } from 'playwright-core';
import { openChromium } from '../viewer/testing/open-chromium.ts';
import { freePort, type StartedIchor, startIchor } from './start-ichor.ts';

export interface PageOfIchor {
  readonly page: Page;
  readonly address: string;
  /** For what a test writes; goes at the end. */
  readonly folder: string;
  /** As the server has it. */
  worklist(): Promise<Worklist['studies']>;
  /** Asks the server for a simulated study; gives its id. */
  simulate(patient: Partial<SimulationRequest>): Promise<string>;
  /** A study's row on the list. */
  row(studyId: string): Locator;
  stopServer(): Promise<void>;
  /** On the same data and the same port. */
  startServer(): Promise<void>;
  close(): Promise<void>;
}

/** For tests: `ichor serve` on an empty data folder, and a browser to look at it. */
export async function openPageOfIchor(): Promise<PageOfIchor> {
  const folder = mkdtempSync(join(tmpdir(), 'ichor-page-'));
  const port = await freePort();
  const start = () => startIchor(join(folder, 'data'), port);
  let ichor: StartedIchor | undefined = start();
  let browser: Browser | undefined;
  const close = async () => {
    await browser?.close();
    await ichor?.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    browser = await openChromium();
    const address = await ichor.address;
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    page.setDefaultTimeout(20_000);
    return {
      page,
      address,
      folder,
      worklist: async () => ((await (await fetch(`${address}/api/studies`)).json()) as Worklist).studies,
      async simulate(patient) {
        const body = { type: null, side: 'left', volumeMl: 5, hu: 65, age: 50, seed: 1, ...patient };
        const answer = await fetch(`${address}/api/simulations`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(body),
        });
        return ((await answer.json()) as { studyId: string }).studyId;
      },
      row: (studyId) => page.locator(`.studies tr:has(a[href="/studies/${studyId}"])`),
      async stopServer() {
        await ichor?.stop();
        ichor = undefined;
      },
      async startServer() {
        ichor = start();
        await ichor.address;
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}
