import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { readSlices } from '@ichor/dicom';
import { readNifti } from '@ichor/nifti';
import { simulatePatient, simulateStudy } from '@ichor/phantom';
import { niftiOf } from '@ichor/testing/nifti-of';
import { openChromium } from '@ichor/testing/open-chromium';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ServedPage, servePage } from '../viewer/testing/serve-page.ts';
import type { DecodingPage, PlainSlice } from './testing/page.ts';

const fixture = (name: string): Buffer =>
  readFileSync(fileURLToPath(new URL(`../../../../fixtures/dicom/${name}`, import.meta.url)));

const FILES = [
  'implicit-unsigned-12.dcm',
  'big-endian-signed-16.dcm',
  'deflated.dcm',
  'rle-signed-16.dcm',
  'jpeg-baseline.dcm',
  'jpeg-extended.dcm',
  'jpeg-lossless-70-signed-16.dcm',
  'jpeg-ls.dcm',
  'jpeg-ls-signed-16.dcm',
  'jpeg-ls-near.dcm',
  'jpeg-2000-unsigned-12.dcm',
  'jpeg-2000-signed-16.dcm',
  'jpeg-2000-lossy.dcm',
  'htj2k-rpcl-12.dcm',
  'htj2k-signed-16.dcm',
  'htj2k-lossy.dcm',
  'enhanced-ct.dcm',
  'enhanced-ct-jpeg-ls.dcm',
];

/** @ichor/dicom as Vite bundles it, its WebAssembly too, under the content security policy of the page. */
describe('in a browser', { timeout: 60_000 }, () => {
  let served: ServedPage;
  let browser: Browser;
  let page: Page;
  const asked: string[] = [];
  const complaints: string[] = [];

  beforeAll(async () => {
    served = await servePage(new URL('./testing/', import.meta.url));
    browser = await openChromium();
    page = await browser.newPage();
    page.on('request', (request) => asked.push(request.url()));
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('console', (message) => complaints.push(message.text()));
    await page.goto(served.url);
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    await served?.close();
  });

  const readThere = (bytes: Uint8Array): Promise<PlainSlice[] | { code: string }> =>
    page.evaluate(
      (base64) => (window as unknown as { decodingPage: DecodingPage }).decodingPage.read(base64),
      Buffer.from(bytes).toString('base64'),
    ) as Promise<PlainSlice[] | { code: string }>;
  /** As JSON has it: without what is undefined. */
  const asJson = (value: unknown): unknown => JSON.parse(JSON.stringify(value));
  const plain = (slices: readonly { hu: Int16Array }[]) =>
    slices.map((slice) => ({ ...slice, hu: [...slice.hu] }));

  it.each(FILES)('%s gives the slices that it gives in Node', async (name) => {
    const here = await readSlices(fixture(name), 'a file');
    expect(asJson(await readThere(fixture(name)))).toEqual(asJson(plain(here)));
  });

  it('a NIfTI volume, packed, gives the slices that it gives in Node', async () => {
    const { series } = simulateStudy(simulatePatient('in a browser'), { rows: 64, tiltDegrees: 0 });
    const bytes = gzipSync(niftiOf(series, { reversed: [true, true, false] }));
    const { slices } = await readNifti(bytes, 'a file');
    expect(asJson(await readThere(bytes))).toEqual(asJson(plain(slices)));
  });

  it('damaged streams are refused, and the decoders work on', async () => {
    for (const name of ['jpeg-ls.dcm', 'jpeg-2000-unsigned-12.dcm', 'rle-signed-16.dcm']) {
      const bytes = fixture(name);
      bytes.fill(0xaa, bytes.length - Math.floor(bytes.length / 4), bytes.length - 40);
      const here = await readSlices(bytes, 'a file').then(
        (slices) => asJson(plain(slices)),
        ({ code }: { code: string }) => ({ code }),
      );
      expect(asJson(await readThere(bytes)), name).toEqual(here);
      expect(await readThere(fixture(name))).toHaveLength(1);
    }
  });

  it('nothing was complained of, each decoder was fetched once, and nothing from elsewhere', () => {
    expect(complaints).toEqual([]);
    const decoders = asked.filter((url) => url.endsWith('.wasm'));
    expect(decoders).toHaveLength(2);
    expect(asked.filter((url) => new URL(url).origin !== new URL(served.url).origin)).toEqual([]);
  });
});
