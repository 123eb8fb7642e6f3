import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openPageOfIchor, type PageOfIchor } from './testing/page-of-ichor.ts';

const NEEDED = 'This page needs its key: open the address that Ichor printed, or run ichor open';

describe('the key', { timeout: 60_000 }, () => {
  let ichor: PageOfIchor;
  let page: Page;
  /** Answers with status 401, by path. */
  const refused: string[] = [];

  beforeAll(async () => {
    ichor = await openPageOfIchor();
    // A window that nothing has let in yet.
    page = await (await ichor.browser.newContext()).newPage();
    page.setDefaultTimeout(20_000);
    page.on('response', (response) => {
      if (response.status() === 401) refused.push(new URL(response.url()).pathname);
    });
  }, 120_000);
  afterAll(() => ichor?.close());

  const needed = () => page.getByText(NEEDED);
  const comeBack = () => page.evaluate(() => window.dispatchEvent(new Event('focus')));

  it('is asked for instead of anything else, and a page that has none soon asks for nothing more', async () => {
    await page.goto(`${ichor.address}/?token=of-yesterday`);
    await needed().waitFor();
    expect(page.url()).toBe(`${ichor.address}/`);
    expect(await page.locator('.worklist').count()).toBe(0);
    await page.waitForTimeout(1000);
    const before = refused.length;
    await page.waitForTimeout(5000);
    expect(refused.length).toBe(before);
  });

  it('that came in another tab is found when somebody comes back', async () => {
    await comeBack();
    await page.waitForTimeout(500);
    expect(await needed().count()).toBe(1);
    const tab = await page.context().newPage();
    await tab.goto(ichor.entryAddress());
    await tab.getByText('No study is here yet').waitFor();
    expect(tab.url()).toBe(`${ichor.address}/`);
    expect(await tab.evaluate(() => document.cookie)).toBe('');
    await comeBack();
    await page.getByText('No study is here yet').waitFor();
    await page.getByText('The server does not answer').waitFor({ state: 'detached' });
    const studyId = await ichor.simulate({ seed: 11 });
    await page.locator(`.studies tr:has(a[href="/studies/${studyId}"])`).waitFor();
    await tab.close();
  });

  it('that is lost while the page is open is asked for, and nothing of a patient stays on the screen', async () => {
    await page.context().clearCookies();
    await ichor.stopServer();
    await ichor.startServer();
    await needed().waitFor();
    expect(await page.locator('.studies').count()).toBe(0);
    await page.goto(ichor.entryAddress());
    await page.locator('.studies').waitFor();
  });

  it('outlives the server that asked for it, and its printed address does not', async () => {
    const printed = ichor.entryAddress();
    await ichor.stopServer();
    await ichor.startServer();
    await page.getByText('The server does not answer').waitFor({ state: 'detached' });
    await page.reload();
    await page.locator('.studies').waitFor();
    await page.context().clearCookies();
    await page.goto(printed);
    await needed().waitFor();
  });
});
