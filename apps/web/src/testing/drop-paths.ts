import type { Page } from 'playwright-core';

/** For tests: drops files or folders of this machine on the page, as from a file manager. */
export async function dropPaths(page: Page, paths: readonly string[]): Promise<void> {
  const browser = await page.context().newCDPSession(page);
  const data = { items: [], files: [...paths], dragOperationsMask: 1 };
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
    await browser.send('Input.dispatchDragEvent', { type, x: 400, y: 400, data });
  }
  await browser.detach();
}
