import { mkdirSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { simulatePatient, simulateStudy } from '@ichor/phantom';
import type { CDPSession, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dropPaths } from '../testing/drop-paths.ts';
import { openPageOfIchor, type PageOfIchor } from '../testing/page-of-ichor.ts';

/** Files of an upload that are let through before it breaks off. */
const COME = 9;

/** What breaks off must not end as a study that was read. */
describe('an upload that breaks off', { timeout: 300_000 }, () => {
  let ichor: PageOfIchor;
  let page: Page;

  beforeAll(async () => {
    ichor = await openPageOfIchor();
    ({ page } = ichor);
  });
  afterAll(() => ichor?.close());

  /** A folder of 30 slices. */
  const folderOf = (name: string): string => {
    const folder = join(ichor.folder, name);
    mkdirSync(folder);
    const { files } = simulateStudy(simulatePatient(name), { rows: 64, tiltDegrees: 0 });
    for (const file of files) writeFileSync(join(folder, file.name), file.bytes);
    return folder;
  };
  const sent = () => page.locator('.upload').first();
  const state = () => page.locator('.studies td.state').first();

  /** Lets some files through; those after them wait, until the page or the server is gone. */
  async function holdAfter(files: number): Promise<CDPSession> {
    const network = await page.context().newCDPSession(page);
    let requests = 0;
    network.on('Fetch.requestPaused', ({ requestId }) => {
      if (++requests > files) return;
      // One that the page gave up meanwhile.
      network.send('Fetch.continueRequest', { requestId }).catch(() => {});
    });
    await network.send('Fetch.enable', { patterns: [{ urlPattern: '*/files?*' }] });
    return network;
  }
  const untilCome = (files: number) =>
    expect.poll(async () => (await ichor.worklist()).map(({ instances }) => instances)).toContain(files);
  const forget = async () => {
    for (const { id } of await ichor.worklist()) {
      await ichor.ask(`/api/studies/${id}`, { method: 'DELETE' });
    }
  };

  it('goes on by itself when the server was killed and is started again', async () => {
    const folder = folderOf('killed');
    const count = readdirSync(folder).length;
    await ichor.openWorklist();
    const network = await holdAfter(COME);
    await dropPaths(page, [folder]);
    await untilCome(COME);
    await ichor.killServer();
    await network.send('Fetch.disable');
    await sent().getByText('Waiting for the server').waitFor();
    await ichor.startServer();
    await sent().getByText('Sent: 1 study').waitFor();
    await sent().getByText(`${count} files stored`).waitFor();
    await state()
      .getByText(/^Read$/)
      .waitFor();
    expect(await ichor.worklist()).toMatchObject([{ instances: count, state: { kind: 'read' } }]);
    await forget();
  });

  it('is known after the page was loaded again; the folder, dropped once more, brings only the rest', async () => {
    const folder = folderOf('reloaded');
    const count = readdirSync(folder).length;
    await ichor.openWorklist();
    const network = await holdAfter(COME);
    await dropPaths(page, [folder]);
    await untilCome(COME);
    page.once('dialog', (dialog) => void dialog.accept());
    await ichor.openWorklist();
    await network.detach();
    const left = count - COME;
    await sent().getByText(`An upload of ${count} files broke off: ${left} are missing.`).waitFor();
    await state().getByText(`${left} files of the upload did not arrive`).waitFor();
    // The answer does not say more than it knows.
    await page.locator('.studies .who a').first().click();
    await page.locator('.state-block', { hasText: `${left} files of the upload did not arrive` }).waitFor();
    expect(await page.locator('.panel').innerText()).not.toMatch(/nothing above/i);
    await page.goBack();

    const names: string[] = [];
    page.on('request', (request) => {
      if (request.method() === 'PUT') names.push(request.url());
    });
    await dropPaths(page, [folder]);
    await sent().getByText('Sent: 1 study').waitFor();
    await sent().getByText(`${count} files stored`).waitFor();
    expect(new Set(names).size).toBe(left);
    await state()
      .getByText(/^Read$/)
      .waitFor();
    expect(await page.locator('.upload').count()).toBe(1);
    await forget();
  });

  it('names files that can no longer be read, and is whole when a person says so', async () => {
    const folder = folderOf('unplugged');
    const count = readdirSync(folder).length;
    await ichor.openWorklist();
    const network = await holdAfter(count - 1);
    await dropPaths(page, [folder]);
    await untilCome(count - 1);
    renameSync(folder, `${folder}-gone`);
    // The last one is on its way: its file is gone.
    await network.send('Fetch.disable');
    await sent().getByText(`1 of ${count} files did not arrive`).waitFor();
    await sent().getByText('1 file can no longer be read').waitFor();
    await sent().getByText('it can no longer be read').waitFor();
    await state().getByText('1 file of the upload did not arrive').waitFor();
    await page.locator('.studies .who a').first().click();
    await page.getByRole('button', { name: 'These are all the files' }).click();
    await page.getByRole('button', { name: 'Yes, these are all' }).click();
    await page.locator('.state-block', { hasText: 'did not arrive' }).waitFor({ state: 'detached' });
    await page.goBack();
    await sent().getByText('Sent: 1 study').waitFor();
    await state().getByText('did not arrive').waitFor({ state: 'detached' });
    await forget();
  });
});
