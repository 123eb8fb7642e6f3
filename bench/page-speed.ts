/**
 * How soon the page shows the first image of a study of 40 slices and of one of 600 (512 x 512, the real server, an empty
 * cache), how many images a second it draws while the wheel turns, in software, and what the page weighs.
 *
 *     node bench/page-speed.ts
 */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { FileOutcomes, StudyRow, UploadEnded, UploadStarted } from '@ichor/api';
import { makeUid, writeCtImage } from '@ichor/dicom';
import { renderSeries, simulatePatient } from '@ichor/phantom';
import type { Page } from 'playwright-core';
import { type Check, runAlone } from './check.ts';
import { type ServedPage, withServedPage } from './served-page.ts';

const COUNTS = [40, 600] as const;
const SIDE = 512;
const HEAD_MM = 150;
const OPENINGS = 5;
const SCROLL_MS = 4_000;
const FIRST_IMAGE_MS = 1_000;
const IMAGES_A_SECOND = 15;
const PAGE_KB = 200;

export async function run(): Promise<Check[]> {
  return withServedPage(async (served) => {
    for (const count of COUNTS) await send(served, makeStudy(count));
    const studies = await served.allRead();
    const checks: Check[] = [];
    for (const count of COUNTS) {
      const study = studies.find(({ instances }) => instances === count);
      if (study === undefined) throw new Error(`the study of ${count} slices is not on the list`);
      checks.push(...(await look(served, study)));
    }
    return [...checks, await weight(served.pageFolder)];
  });
}

/** A head rendered at 5 mm, its slices repeated at a spacing that makes the wanted number of them. */
function makeStudy(count: number): Uint8Array[] {
  const patient = simulatePatient('page speed', { bleeds: [{ type: 'subdural', volumeMl: 40 }] });
  const { series } = renderSeries(patient, { rows: SIDE, thicknessMm: 5, tiltDegrees: 0 });
  const spacing = HEAD_MM / count;
  return Array.from({ length: count }, (_, i) => {
    const slice = series.slices[Math.floor((i * series.slices.length) / count)]!;
    const [x, y] = slice.imagePositionPatient!;
    return writeCtImage({
      sopInstanceUid: makeUid('page speed', `${count} ${i}`),
      seriesInstanceUid: makeUid('page speed', `series ${count}`),
      studyInstanceUid: makeUid('page speed', `study ${count}`),
      patientId: `SPEED-${count}`,
      patientName: `Speed^${count}`,
      rows: slice.rows,
      columns: slice.columns,
      hu: slice.hu,
      pixelSpacing: slice.pixelSpacing!,
      imagePositionPatient: [x, y, i * spacing],
      imageOrientationPatient: [1, 0, 0, 0, 1, 0],
      sliceThickness: spacing,
      seriesNumber: 1,
      seriesDescription: `${count} slices`,
      instanceNumber: i + 1,
    });
  });
}

async function send({ ask }: ServedPage, files: readonly Uint8Array[]): Promise<void> {
  const { uploadId } = await ask<UploadStarted>('/api/uploads', { method: 'POST' });
  for (const [i, bytes] of files.entries()) {
    const { files: outcomes } = await ask<FileOutcomes>(`/api/uploads/${uploadId}/files?name=${i}.dcm`, {
      method: 'PUT',
      headers: { 'content-type': 'application/octet-stream' },
      body: new Uint8Array(bytes),
    });
    if (outcomes[0]?.outcome !== 'stored') throw new Error(JSON.stringify(outcomes));
  }
  await ask<UploadEnded>(`/api/uploads/${uploadId}/end`, { method: 'POST' });
}

async function look({ newContext, address }: ServedPage, { id, instances }: StudyRow): Promise<Check[]> {
  const firstImages: number[] = [];
  let images = 0;
  for (let opening = 0; opening < OPENINGS; opening++) {
    // A context of its own: nothing is in its cache.
    const context = await newContext({ viewport: { width: 1440, height: 900 } });
    const page = await context.newPage();
    await page.addInitScript(countImages);
    await page.goto(`${address}/studies/${id}`);
    await page.waitForFunction(() => drawn().images > 0, undefined, { polling: 50 });
    firstImages.push(await page.evaluate(() => drawn().firstMs));
    if (opening === OPENINGS - 1) images = await scroll(page);
    await context.close();
  }
  firstImages.sort((a, b) => a - b);
  const [best, middle, worst] = [0, Math.floor(OPENINGS / 2), OPENINGS - 1].map((i) => firstImages[i]!);
  return [
    {
      name: `first image of ${instances} slices, from the address on`,
      passed: middle! < FIRST_IMAGE_MS,
      figures: `${middle!.toFixed(0)} ms (${best!.toFixed(0)} to ${worst!.toFixed(0)} of ${OPENINGS}; under ${FIRST_IMAGE_MS})`,
    },
    {
      name: `images a second while the wheel turns, ${instances} slices, in software`,
      passed: images >= IMAGES_A_SECOND,
      figures: `${images.toFixed(1)} (at least ${IMAGES_A_SECOND})`,
    },
  ];
}

interface Drawn {
  images: number;
  /** From the start of the navigation. */
  firstMs: number;
}

/** In the page: what was drawn; declared there by {@link countImages}. */
declare function drawn(): Drawn;

/** In the page, before its own scripts: counts the pictures of the viewport that were finished, not only ordered. */
function countImages(): void {
  const counted: Drawn = { images: 0, firstMs: Number.NaN };
  Object.assign(globalThis, { drawn: () => counted });
  const draw = WebGL2RenderingContext.prototype.drawArrays;
  WebGL2RenderingContext.prototype.drawArrays = function (...of) {
    draw.apply(this, of);
    if (!(this.canvas as HTMLCanvasElement).closest('.viewer-viewport')) return;
    // Waits until it is drawn.
    this.readPixels(0, 0, 1, 1, this.RGBA, this.UNSIGNED_BYTE, new Uint8Array(4));
    if (counted.images++ === 0) counted.firstMs = performance.now();
  };
}

/** Images a second while the wheel is turned as fast as the page takes it, to the end and back. */
async function scroll(page: Page): Promise<number> {
  // Slices round the middle are on their way still.
  await page.waitForTimeout(2_000);
  await page.locator('.viewer-viewport').hover();
  const before = (await page.evaluate(() => drawn())).images;
  const start = performance.now();
  let step = 100;
  while (performance.now() - start < SCROLL_MS) {
    for (let i = 0; i < 5; i++) await page.mouse.wheel(0, step);
    const text = await page.getByText(/^\d+ \/ \d+$/).innerText();
    const [at, count] = text.split(' / ').map(Number);
    if (at === count) step = -100;
    if (at === 1) step = 100;
  }
  const { images } = await page.evaluate(() => drawn());
  return (1000 * (images - before)) / (performance.now() - start);
}

async function weight(folder: string): Promise<Check> {
  const names = (await readdir(folder, { recursive: true })).filter((name) =>
    /\.(html|js|css|svg)$/.test(name),
  );
  const sizes = await Promise.all(
    names.map(async (name) => {
      const bytes = await readFile(join(folder, name));
      return { plain: bytes.length, gzipped: gzipSync(bytes).length };
    }),
  );
  const kb = (of: 'plain' | 'gzipped') => sizes.reduce((sum, size) => sum + size[of], 0) / 1000;
  return {
    name: 'the page weighs',
    passed: kb('gzipped') <= PAGE_KB,
    figures: `${kb('gzipped').toFixed(0)} KB compressed, ${kb('plain').toFixed(0)} KB plain, ${names.length} files (at most ${PAGE_KB} KB)`,
  };
}

await runAlone(import.meta.url, run);
