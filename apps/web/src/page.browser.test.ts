import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { simulatePatient, simulateStudy } from '@ichor/phantom';
import { SHIPPED_BUNDLE_SHA256 } from '@ichor/report';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dropPaths } from './testing/drop-paths.ts';
import { openPageOfIchor, type PageOfIchor } from './testing/page-of-ichor.ts';
import { zipOf } from './testing/zip-of.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** One story in the order of a first day; each step goes on where the one before ended. */
describe('the page', { timeout: 300_000 }, () => {
  let ichor: PageOfIchor;
  let page: Page;
  let address: string;
  /** Everything that the page asked for, and everything that its console complained of. */
  const asked = new Set<string>();
  const complaints: string[] = [];

  beforeAll(async () => {
    ichor = await openPageOfIchor();
    ({ page, address } = ichor);
    page.on('request', (request) => asked.add(new URL(request.url()).host));
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('console', (message) => {
      if (/Content Security Policy|violates/i.test(message.text())) complaints.push(message.text());
    });
    page.on('response', (response) => {
      if (response.status() === 404) complaints.push(`404 ${response.url()}`);
    });
  }, 120_000);
  afterAll(() => ichor?.close());

  const names = () => page.locator('.studies tbody .who a').allInnerTexts();
  const place = async () => Number((await page.getByText(/^\d+ \/ \d+$/).innerText()).split(' / ')[0]);
  const frames = () =>
    page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  /** What is on the screen once all that was asked for is drawn. */
  const picture = async () => {
    await frames();
    await page.locator('.viewer-middle').waitFor({ state: 'detached' });
    await frames();
    return page.locator('.viewer-viewport').screenshot();
  };
  const seriousViolations = async () => {
    await page.evaluate(AXE);
    const { violations } = await page.evaluate<AxeResults>('axe.run()');
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
  };

  it('says on its first day what to do', async () => {
    await ichor.openWorklist();
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
    const zip = join(ichor.folder, 'head.zip');
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
    // Its files say so.
    expect(await page.locator('.studies .badge.simulated').count()).toBe(1);
  });

  it('has the most urgent first, and holds the order under the pointer', async () => {
    await page.locator('.studies').hover();
    const before = await names();
    const made = [
      await ichor.simulate({ seed: 2 }),
      await ichor.simulate({ seed: 3, type: 'epidural', volumeMl: 60 }),
    ];
    await page.getByText('2 new studies wait until you leave the list').waitFor();
    expect(await names()).toEqual(before);
    await page.mouse.move(5, 5);
    for (const id of made)
      await ichor
        .row(id)
        .locator('.state', { hasText: /^Read$/ })
        .waitFor();
    const ids = (await ichor.worklist()).map(({ id }) => id);
    const shown = () =>
      page
        .locator('.studies tbody .who a')
        .evaluateAll((links) => links.map((link) => link.getAttribute('href')?.replace('/studies/', '')));
    await expect.poll(shown).toEqual(ids);
    expect(await ichor.row(made[0]!).getByText('Simulated', { exact: true }).isVisible()).toBe(true);
    expect(await seriousViolations()).toEqual([]);
  });

  it('narrows the list by search, also under a pointer that rests on it', async () => {
    await page.locator('.studies').hover();
    await page.keyboard.press('/');
    await page.keyboard.type('no such patient');
    await page.getByText('None of 3 studies matches.').waitFor();
    await page.getByRole('button', { name: 'Show all' }).click();
    expect(await names()).toHaveLength(3);
    await page.mouse.move(5, 5);
  });

  it('opens a study by keyboard and shows picture, answer and bundle, and no name in title or address', async () => {
    const study = (await ichor.worklist()).find(
      ({ simulated, patient }) => !simulated || patient.name !== null,
    )!;
    await ichor.row(study.id).locator('.who a').focus();
    await page.keyboard.press('Enter');
    await page.getByText(/^\d+ \/ \d+$/).waitFor();
    expect(await page.title()).toBe('Study - Ichor');
    expect(page.url()).toBe(`${address}/studies/${study.id}`);
    await page.locator('.panel .statement').waitFor();
    expect(await page.locator('.panel').innerText()).toMatch(/Bundle [a-z0-9.-]+ [0-9a-f]{12}/);
    await page.locator('.panel summary', { hasText: 'Bundle' }).click();
    expect(await page.locator('.panel').innerText()).toContain(SHIPPED_BUNDLE_SHA256);
    expect(await seriousViolations()).toEqual([]);
  });

  it('scrolls, changes the window, and puts the heatmap on and off', async () => {
    // Its keys are those of the viewer, and the panel was used last.
    await page.locator('.viewer-viewport').focus();
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
    // The browser closes it; the page hears of it afterwards.
    await page.getByRole('dialog').waitFor({ state: 'detached' });
  });

  it('makes a patient, reads it, and reads it again with another volume', async () => {
    await page.getByRole('link', { name: 'Make a patient' }).click();
    await page.getByRole('button', { name: 'Make and read' }).click();
    const verdict = page.locator('.truth-list li', { hasText: /subdural, left .* ml/ });
    await verdict.filter({ hasText: /called|missed/ }).waitFor();
    await page.getByText(/^\d+ \/ \d+$/).waitFor();
    await page.getByRole('slider', { name: 'Volume' }).fill('95');
    const tries = page.locator('.tries tbody tr');
    await expect.poll(() => tries.filter({ hasText: /called|missed/ }).count()).toBe(2);
    await verdict.filter({ hasText: /4\d\.\d ml/ }).waitFor();
    await page.keyboard.press('t');
    await page.getByRole('button', { name: 'Hide true mask' }).waitFor();
    expect(await seriousViolations()).toEqual([]);
  });

  it('finds its way when it is loaded again in the middle of a reading', async () => {
    const studyId = await ichor.simulate({ seed: 4, type: 'intraventricular', volumeMl: 20 });
    await page.goto(`${address}/studies/${studyId}`);
    await page.reload();
    await page.locator('.panel .statement').waitFor();
    await page.getByRole('button', { name: 'Show truth and mask' }).click();
    expect(await page.locator('.truth-list').innerText()).toContain('intraventricular');
  });

  it('shows by T that nothing is there where no blood was put in', async () => {
    const studyId = await ichor.simulate({ seed: 2 });
    await page.goto(`${address}/studies/${studyId}`);
    await page.getByText(/^\d+ \/ \d+$/).waitFor();
    await page.keyboard.press('t');
    await page.getByText('No blood was put into this patient.').waitFor();
    expect(await page.locator('.viewer-truth').innerText()).toContain('no blood on this slice');
  });

  it('says that the server is away, and goes on when it is back', async () => {
    await ichor.openWorklist();
    const before = await names();
    await ichor.stopServer();
    await page.getByText('The server does not answer').waitFor();
    await ichor.startServer();
    await page.getByText('The server does not answer').waitFor({ state: 'detached' });
    expect(await names()).toEqual(before);
    const studyId = await ichor.simulate({ seed: 5 });
    await ichor.row(studyId).waitFor();
  });

  it('goes on by itself with slices that could not be had for a while', async () => {
    const [study] = await ichor.worklist();
    await page.route('**/pixels', (route) => route.abort('connectionrefused'));
    await page.goto(`${address}/studies/${study!.id}`);
    await page.locator('.viewer-middle', { hasText: 'loading slice' }).waitFor();
    await page.waitForTimeout(500);
    await page.unroute('**/pixels');
    await page.locator('.viewer-middle').waitFor({ state: 'detached' });
  });

  it('deletes a study once it is sure', async () => {
    await ichor.openWorklist();
    const [study] = await ichor.worklist();
    const remove = ichor.row(study!.id).getByRole('button', { name: /^Delete/ });
    await remove.click();
    await page.keyboard.press('Escape');
    expect(await ichor.row(study!.id).count()).toBe(1);
    await remove.click();
    await page.getByRole('button', { name: 'Delete it' }).click();
    await ichor.row(study!.id).waitFor({ state: 'detached' });
    // The row goes by the event, the question by the answer, which may come later.
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect((await ichor.worklist()).map(({ id }) => id)).not.toContain(study!.id);
  });

  it('holds no list for a row that was deleted by keyboard', async () => {
    await page.mouse.move(5, 5);
    const [study] = await ichor.worklist();
    await ichor
      .row(study!.id)
      .getByRole('button', { name: /^Delete/ })
      .focus();
    await page.keyboard.press('Enter');
    // The harmless answer has the focus, the other one is next.
    await page.locator('button:focus', { hasText: 'Keep it' }).waitFor();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await ichor.row(study!.id).waitFor({ state: 'detached' });
    const studyId = await ichor.simulate({ seed: 6 });
    await ichor.row(studyId).waitFor();
  });

  it('asked nobody but its server, and did nothing that its policy forbids', () => {
    expect([...asked]).toEqual([new URL(address).host]);
    expect(complaints).toEqual([]);
  });
});
