import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SimulationRequest, Worklist } from '@ichor/api';
import { simulatePatient, simulateStudy } from '@ichor/phantom';
import type { AxeResults } from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dropPaths } from './testing/drop-paths.ts';
import { freePort, type StartedIchor, startIchor } from './testing/start-ichor.ts';
import { zipOf } from './testing/zip-of.ts';
import { openChromium } from './viewer/testing/open-chromium.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** One story in the order of a first day; each step goes on where the one before ended. */
describe('the page', { timeout: 60_000 }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'ichor-page-'));
  const data = join(folder, 'data');
  let port: number;
  let ichor: StartedIchor;
  let address: string;
  let browser: Browser;
  let page: Page;
  /** Everything that the page asked for, and everything that its console complained of. */
  const asked = new Set<string>();
  const complaints: string[] = [];

  beforeAll(async () => {
    port = await freePort();
    ichor = startIchor(data, port);
    browser = await openChromium();
    address = await ichor.address;
    page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    page.setDefaultTimeout(20_000);
    page.on('request', (request) => asked.add(new URL(request.url()).host));
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('console', (message) => {
      if (/Content Security Policy|violates/i.test(message.text())) complaints.push(message.text());
    });
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    await ichor?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const worklist = async (): Promise<Worklist['studies']> =>
    ((await (await fetch(`${address}/api/studies`)).json()) as Worklist).studies;
  const simulate = async (patient: Partial<SimulationRequest>): Promise<string> => {
    const body = { type: null, side: 'left', volumeMl: 5, hu: 65, age: 50, seed: 1, ...patient };
    const answer = await fetch(`${address}/api/simulations`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    return ((await answer.json()) as { studyId: string }).studyId;
  };
  const names = () => page.locator('.studies tbody .who a').allInnerTexts();
  const row = (studyId: string) => page.locator(`.studies tr:has(a[href="/studies/${studyId}"])`);
  const place = async () => Number((await page.getByText(/^\d+ \/ \d+$/).innerText()).split(' / ')[0]);
  const picture = () => page.locator('.viewer-viewport').screenshot();
  const seriousViolations = async () => {
    await page.evaluate(AXE);
    const { violations } = await page.evaluate<AxeResults>('axe.run()');
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
  };

  it('says on its first day what to do', async () => {
    await page.goto(address);
    await page.getByText('No study is here yet').waitFor();
    expect(await page.getByText('Research use only. Not a medical device.').isVisible()).toBe(true);
    expect(await seriousViolations()).toEqual([]);
  });

  it('takes a dropped zip of a study, shows how far it is and what was not taken', async () => {
    const patient = simulatePatient('page', {
      bleeds: [{ type: 'intraparenchymal', volumeMl: 40 }],
      age: 60,
    });
    const { files } = simulateStudy(patient, { rows: 256, tiltDegrees: 0 });
    const zip = join(folder, 'head.zip');
    writeFileSync(zip, zipOf([...files, { name: 'readme.txt', bytes: Buffer.from('no image') }]));
    // The states that the row goes through are noted in the page: they are short.
    await page.evaluate(() => {
      const seen = new Set<string>();
      Object.assign(window, { seen });
      new MutationObserver(() => {
        for (const cell of document.querySelectorAll('.studies td.state')) seen.add(cell.textContent ?? '');
      }).observe(document.body, { subtree: true, childList: true, characterData: true });
    });
    await dropPaths(page, [zip]);
    await page.getByText('Sent: 1 study').waitFor();
    expect(await page.locator('.refusals').innerText()).toContain('readme.txt');
    await page.locator('.studies td.state', { hasText: /^Read$/ }).waitFor();
    const seen = await page.evaluate(() => [...(window as unknown as { seen: Set<string> }).seen]);
    expect(seen.some((state) => /Reading: \d+ of \d+ slices/.test(state))).toBe(true);
    expect(await page.locator('.call-chip').count()).toBeGreaterThan(0);
  });

  it('has the most urgent first, and holds the order under the pointer', async () => {
    await page.locator('.studies').hover();
    const before = await names();
    const made = [await simulate({ seed: 2 }), await simulate({ seed: 3, type: 'epidural', volumeMl: 60 })];
    await page.getByText('2 new studies wait until you leave the list').waitFor();
    expect(await names()).toEqual(before);
    await page.mouse.move(5, 5);
    for (const id of made)
      await row(id)
        .locator('.state', { hasText: /^Read$/ })
        .waitFor();
    const ids = (await worklist()).map(({ id }) => id);
    const shown = await page
      .locator('.studies tbody .who a')
      .evaluateAll((links) => links.map((link) => link.getAttribute('href')?.replace('/studies/', '')));
    expect(shown).toEqual(ids);
    expect(await row(made[0]!).getByText('Simulated', { exact: true }).isVisible()).toBe(true);
    expect(await seriousViolations()).toEqual([]);
  });

  it('narrows the list by search', async () => {
    await page.keyboard.press('/');
    await page.keyboard.type('no such patient');
    await page.getByText('None of 3 studies matches.').waitFor();
    await page.getByRole('button', { name: 'Show all' }).click();
    expect(await names()).toHaveLength(3);
  });

  it('opens a study by keyboard and shows picture, answer and bundle, and no name in title or address', async () => {
    const study = (await worklist()).find(({ simulated, patient }) => !simulated || patient.name !== null)!;
    await row(study.id).locator('.who a').focus();
    await page.keyboard.press('Enter');
    await page.getByText(/^\d+ \/ \d+$/).waitFor();
    expect(await page.title()).toBe('Study - Ichor');
    expect(page.url()).toBe(`${address}/studies/${study.id}`);
    await page.locator('.panel .statement').waitFor();
    expect(await page.locator('.panel').innerText()).toMatch(/Bundle [a-z0-9.-]+ [0-9a-f]{12}/);
    expect(await seriousViolations()).toEqual([]);
  });

  it('scrolls, changes the window, and puts the heatmap on and off', async () => {
    await page.locator('.viewer-viewport').hover();
    const [start, first] = [await place(), await picture()];
    await page.mouse.wheel(0, 120);
    await expect.poll(place).not.toBe(start);
    await page.keyboard.press('k');
    const withHeatmap = await picture();
    await page.keyboard.press('o');
    await expect.poll(async () => (await picture()).equals(withHeatmap)).toBe(false);
    const plain = await picture();
    await page.keyboard.press('2');
    await page.getByText('L 80 W 200').waitFor();
    await expect.poll(async () => (await picture()).equals(plain)).toBe(false);
    expect(first.length).toBeGreaterThan(5_000);
    await page.keyboard.press('o');
  });

  it('jumps to a key slice', async () => {
    const key = page.locator('.viewer-keys button').last();
    const wanted = Number(/slice (\d+)/.exec(await key.innerText())![1]);
    await key.click();
    await expect.poll(place).toBe(wanted);
  });

  it('has one list of keys', async () => {
    await page.keyboard.press('?');
    await page.getByRole('heading', { name: 'Keyboard shortcuts' }).waitFor();
    expect(await page.getByRole('dialog').count()).toBe(1);
    await page.keyboard.press('Escape');
  });

  it('makes a patient, reads it, and reads it again with another volume', async () => {
    await page.getByRole('link', { name: 'Make a patient' }).click();
    await page.getByRole('button', { name: 'Make and read' }).click();
    const verdict = page.locator('.truth-list li', { hasText: /subdural, left .* ml/ });
    await verdict.filter({ hasText: /called|missed/ }).waitFor();
    await page.getByText(/^\d+ \/ \d+$/).waitFor();
    await page.getByRole('slider', { name: 'Volume' }).fill('95');
    const tries = page.locator('.tries tbody tr');
    await expect.poll(() => tries.filter({ hasText: /called|missed/ }).count(), { timeout: 20_000 }).toBe(2);
    await verdict.filter({ hasText: /4\d\.\d ml/ }).waitFor();
    await page.keyboard.press('t');
    await page.getByRole('button', { name: 'Hide true mask' }).waitFor();
    expect(await seriousViolations()).toEqual([]);
  });

  it('finds its way when it is loaded again in the middle of a reading', async () => {
    const studyId = await simulate({ seed: 4, type: 'intraventricular', volumeMl: 20 });
    await page.goto(`${address}/studies/${studyId}`);
    await page.reload();
    await page.locator('.panel .statement').waitFor();
    await page.getByRole('button', { name: 'Show truth and mask' }).click();
    expect(await page.locator('.truth-list').innerText()).toContain('intraventricular');
  });

  it('says that the server is away, and goes on when it is back', async () => {
    await page.goto(address);
    await page.locator('.studies').waitFor();
    const before = await names();
    await ichor.stop();
    await page.getByText('The server does not answer').waitFor();
    ichor = startIchor(data, port);
    await ichor.address;
    await page.getByText('The server does not answer').waitFor({ state: 'detached' });
    expect(await names()).toEqual(before);
    const studyId = await simulate({ seed: 5 });
    await row(studyId).waitFor();
  });

  it('deletes a study once it is sure', async () => {
    const [study] = await worklist();
    const remove = row(study!.id).getByRole('button', { name: /^Delete/ });
    await remove.click();
    await page.keyboard.press('Escape');
    expect(await row(study!.id).count()).toBe(1);
    await remove.click();
    await page.getByRole('button', { name: 'Delete it' }).click();
    await row(study!.id).waitFor({ state: 'detached' });
    expect((await worklist()).map(({ id }) => id)).not.toContain(study!.id);
  });

  it('asked nobody but its server, and did nothing that its policy forbids', () => {
    expect([...asked]).toEqual([new URL(address).host]);
    expect(complaints).toEqual([]);
  });
});
