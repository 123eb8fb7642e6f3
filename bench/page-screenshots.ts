/**
 * Takes pictures of the list, a study and the page that makes patients, on three screens, to be looked at by eye.
 *
 *     node bench/page-screenshots.ts FOLDER
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { SimulationRequest, SimulationStarted } from '@ichor/api';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { type ServedPage, withServedPage } from './served-page.ts';

const SCREENS: Readonly<Record<string, BrowserContextOptions>> = {
  '1440x900': { viewport: { width: 1440, height: 900 } },
  '1024x768-touch': { viewport: { width: 1024, height: 768 }, hasTouch: true, isMobile: true },
  '1440x900@2x': { viewport: { width: 1440, height: 900 }, deviceScaleFactor: 2 },
};

const PATIENTS: readonly Pick<SimulationRequest, 'type' | 'volumeMl'>[] = [
  { type: 'epidural', volumeMl: 30 },
  { type: 'intraparenchymal', volumeMl: 30 },
  { type: 'intraventricular', volumeMl: 20 },
  { type: 'subarachnoid', volumeMl: 20 },
  { type: 'subdural', volumeMl: 40 },
  { type: null, volumeMl: 5 },
];

const folder = process.argv[2];
if (folder === undefined) throw new Error('Say where to: node bench/page-screenshots.ts FOLDER');
await mkdir(folder, { recursive: true });
await withServedPage(async (served) => {
  for (const [i, patient] of PATIENTS.entries()) {
    const body: SimulationRequest = { ...patient, side: 'right', hu: 65, age: 60, seed: 40 + i };
    await served.ask<SimulationStarted>('/api/simulations', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  }
  const [first] = await served.allRead();
  for (const [name, options] of Object.entries(SCREENS)) await take(served, name, options, first!.id);
});

async function take(
  { newContext, address }: ServedPage,
  name: string,
  options: BrowserContextOptions,
  studyId: string,
): Promise<void> {
  const context = await newContext(options);
  const page = await context.newPage();
  const shoot = async (what: string) => {
    const path = join(folder!, `${what}-${name}.png`);
    await page.screenshot({ path });
    console.log(path);
  };
  await page.goto(address);
  await page.locator('.studies').waitFor();
  await shoot('list');
  await page.goto(`${address}/studies/${studyId}`);
  await pictureOf(page);
  await shoot('study');
  await page.keyboard.press('t');
  await page.locator('.truth-list').waitFor();
  await page.waitForTimeout(500);
  await shoot('study-truth');
  await page.goto(`${address}/studies/new?type=subdural&side=left&ml=30&hu=65&age=60&seed=1`);
  await page.getByRole('button', { name: 'Make and read' }).click();
  await page
    .locator('.truth-list li', { hasText: /called|missed/ })
    .first()
    .waitFor();
  await page.getByRole('slider', { name: 'Volume' }).fill('40');
  // The rows rise with the volume, and the smaller one was made last.
  await page.locator('.tries tbody tr:first-child', { hasText: /called|missed/ }).waitFor();
  await page.locator('.picture:not(.earlier)').waitFor();
  await pictureOf(page);
  await shoot('make');
  await context.close();
}

/** Waits for the slice and its thumbnails. */
async function pictureOf(page: Page): Promise<void> {
  await page.getByText(/^\d+ \/ \d+$/).waitFor();
  await page.locator('.viewer-middle').waitFor({ state: 'detached' });
  await page.waitForTimeout(1_000);
}
