import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SimulationRequest, SimulationStarted, Worklist } from '@ichor/api';
import { openChromium } from '@ichor/testing/open-chromium';
import type { Browser, Locator, Page } from 'playwright-core';
import { ask, type Entry, freePort, type StartedIchor, startIchor } from './start-ichor.ts';

export interface PageOfIchor {
  /** Lets its server's page see everything. */
  readonly page: Page;
  /** The one that it is in. */
  readonly browser: Browser;
  readonly address: string;
  /** For what a test writes; goes at the end. */
  readonly folder: string;
  /**
   * Goes to the list, and waits until it is there. A page that has loaded is not yet one that listens: what is typed or dropped
   * before is lost, and a dropped file replaces the page.
   */
  openWorklist(): Promise<void>;
  /** The address that the server printed last. */
  entryAddress(): string;
  /** Asks the server, as its scripts do. */
  ask<T>(path: string, init?: RequestInit): Promise<T>;
  /** As the server has it. */
  worklist(): Promise<Worklist['studies']>;
  /** Asks the server for a simulated study; gives its id. */
  simulate(patient: Partial<SimulationRequest>): Promise<string>;
  /** A study's row on the list. */
  row(studyId: string): Locator;
  stopServer(): Promise<void>;
  /** With all its processes, in the middle of what they do. */
  killServer(): Promise<void>;
  /** On the same data and the same port. */
  startServer(): Promise<void>;
  close(): Promise<void>;
}

/** By ICHOR_TEST_SLOWDOWN=8 the page computes eight times as slowly: what a test does not wait for shows. */
const SLOWDOWN = Number(process.env.ICHOR_TEST_SLOWDOWN ?? 1);

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
    let entry: Entry = await ichor.entry;
    const { address } = entry;
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    page.setDefaultTimeout(120_000);
    if (SLOWDOWN > 1) {
      const browserOf = await page.context().newCDPSession(page);
      await browserOf.send('Emulation.setCPUThrottlingRate', { rate: SLOWDOWN });
    }
    const entryAddress = () => `${address}/?token=${entry.token}`;
    // For its cookie, which outlives the server that gave it.
    await page.context().request.get(entryAddress());
    return {
      page,
      browser,
      address,
      folder,
      async openWorklist() {
        await page.goto(address);
        // Shown once the server has answered, and it was asked by the same effects that listen.
        await page.locator('.studies, .worklist .invitation').first().waitFor();
      },
      entryAddress,
      ask: (path, init) => ask(entry, path, init),
      worklist: async () => (await ask<Worklist>(entry, '/api/studies')).studies,
      async simulate(patient) {
        const body = { type: null, side: 'left', volumeMl: 5, hu: 65, age: 50, seed: 1, ...patient };
        const { studyId } = await ask<SimulationStarted>(entry, '/api/simulations', {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(body),
        });
        return studyId;
      },
      row: (studyId) => page.locator(`.studies tr:has(a[href="/studies/${studyId}"])`),
      async stopServer() {
        await ichor?.stop();
        ichor = undefined;
      },
      async killServer() {
        await ichor?.kill();
        ichor = undefined;
      },
      async startServer() {
        ichor = start();
        entry = await ichor.entry;
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}
