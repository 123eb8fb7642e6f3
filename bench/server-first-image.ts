/**
 * From opening a read study to its first picture, in Chromium on the real server: for 40 and for 600 slices of 512 x 512, by a
 * click on the list and by the study's own address in a browser that has nothing of it.
 *
 *     node bench/server-first-image.ts
 */

import { makeUid, writeCtImage } from '@ichor/dicom';
import { type SimulatedStudy, simulatePatient, simulateStudy } from '@ichor/phantom';
import { buildPage } from '@ichor/server/build-page';
import { type Browser, chromium, type Page } from 'playwright-core';
import { type Check, runAlone } from './check.ts';
import { type NamedFile, sendStudy, serveForBench, untilRead } from './serve-for-bench.ts';

const COUNTS = [40, 600] as const;
const ROWS = 512;
const HEAD_MM = 150;
const TIMES = 5;
const MOST_MS = 1000;

export const run = (): Promise<Check[]> => serveForBench(({ address }) => prove(address), buildPage);

async function prove(address: string): Promise<Check[]> {
  const head = simulateStudy(simulatePatient('first image'), { rows: ROWS, columns: ROWS, tiltDegrees: 0 });
  const ids = new Map<number, string>();
  for (const count of COUNTS) ids.set(count, await sendStudy(address, filesOf(head, count)));
  for (const id of ids.values()) await untilRead(address, id);
  const browser = await openChromium();
  try {
    const checks: Check[] = [];
    for (const [count, id] of ids) {
      const clicked = await median(() => afterClick(browser, address, id));
      const opened = await median(() => afterOpening(browser, address, id));
      checks.push({
        name: `first image of ${count} slices`,
        passed: Math.max(clicked, opened) < MOST_MS,
        figures: `${clicked.toFixed(0)} ms after a click on the list, ${opened.toFixed(0)} ms after its address was opened anew (medians of ${TIMES})`,
      });
    }
    return checks;
  } finally {
    await browser.close();
  }
}

/** A head of so many slices; where it has fewer of its own, they come several times, each at its place. */
function filesOf({ series: { slices } }: SimulatedStudy, count: number): NamedFile[] {
  const uid = (...of: (string | number)[]) => makeUid('first image', count, ...of);
  return Array.from({ length: count }, (_, i) => {
    const slice = slices[Math.floor((i * slices.length) / count)]!;
    const [x, y] = slices[0]!.imagePositionPatient!;
    const bytes = writeCtImage({
      ...slice,
      studyInstanceUid: uid('study'),
      seriesInstanceUid: uid('series'),
      sopInstanceUid: uid('slice', i),
      pixelSpacing: slice.pixelSpacing!,
      imagePositionPatient: [x, y, (HEAD_MM * i) / count],
      imageOrientationPatient: [1, 0, 0, 0, 1, 0],
      imageType: ['ORIGINAL', 'PRIMARY', 'AXIAL'],
      sliceThickness: HEAD_MM / count,
      spacingBetweenSlices: HEAD_MM / count,
      patientPosition: 'HFS',
      instanceNumber: i + 1,
    });
    return { name: `${i}.dcm`, bytes };
  });
}

async function afterOpening(browser: Browser, address: string, id: string): Promise<number> {
  const page = await newPage(browser);
  await page.goto(`${address}/studies/${id}`, { waitUntil: 'commit' });
  const at = await firstPicture(page);
  await page.context().close();
  return at;
}

async function afterClick(browser: Browser, address: string, id: string): Promise<number> {
  const page = await newPage(browser);
  await page.goto(address);
  const link = page.locator(`a[href="/studies/${id}"]`).first();
  await link.waitFor();
  const before = await link.evaluate((element: HTMLElement) => {
    const now = performance.now();
    element.click();
    return now;
  });
  const at = await firstPicture(page);
  await page.context().close();
  return at - before;
}

/** A page with nothing in its cache, which notes when the viewer drew something. */
async function newPage(browser: Browser): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  await page.addInitScript(() => {
    const { prototype } = WebGL2RenderingContext;
    const draw = prototype.drawArrays;
    prototype.drawArrays = function (...of) {
      draw.apply(this, of);
      const { canvas, drawingBufferWidth: width, drawingBufferHeight: height } = this;
      if (!(canvas instanceof HTMLCanvasElement) || !canvas.closest('.viewer-viewport')) return;
      // Reading a pixel waits for the drawing.
      const pixel = new Uint8Array(4);
      this.readPixels(width >> 1, height >> 1, 1, 1, this.RGBA, this.UNSIGNED_BYTE, pixel);
      if (pixel[0]! > 0) performance.mark('first picture');
    };
  });
  return page;
}

async function firstPicture(page: Page): Promise<number> {
  const found = await page.waitForFunction(
    () => performance.getEntriesByName('first picture')[0]?.startTime,
    undefined,
    { timeout: 60_000 },
  );
  return (await found.jsonValue()) ?? Number.POSITIVE_INFINITY;
}

async function median(measure: () => Promise<number>): Promise<number> {
  const values: number[] = [];
  for (let i = 0; i < TIMES; i++) values.push(await measure());
  return values.sort((a, b) => a - b)[TIMES >> 1]!;
}

/** Debian's, or what the environment names; without a screen it draws WebGL2 in software. */
const openChromium = (): Promise<Browser> =>
  chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--use-gl=angle', '--use-angle=swiftshader', '--enable-unsafe-swiftshader'],
  });

await runAlone(import.meta.url, run);
