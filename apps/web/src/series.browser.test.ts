import { cpSync, existsSync, mkdirSync, readdirSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { SeriesStack, StudyDetail } from '@ichor/api';
import { simulatePatient, simulateStudy } from '@ichor/phantom';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dropPaths } from './testing/drop-paths.ts';
import { otherSeriesOf } from './testing/other-series-of.ts';
import { openPageOfIchor, type PageOfIchor } from './testing/page-of-ichor.ts';

/** A real head, tilted and unequally spaced; beside the repository where the project keeps its data. */
const GE_SERIES =
  process.env.ICHOR_GE_SERIES ??
  fileURLToPath(new URL('../../../../shared/data/dcm_qa_ct/GE_HiSpeed_head_tilt18.5', import.meta.url));

/** What comes from the outside is seldom as it should be; each step goes on where the one before ended. */
describe('a series', { timeout: 300_000 }, () => {
  let ichor: PageOfIchor;
  let page: Page;

  beforeAll(async () => {
    ichor = await openPageOfIchor();
    ({ page } = ichor);
  }, 120_000);
  afterAll(() => ichor?.close());

  const write = (name: string, files: readonly { name: string; bytes: Uint8Array }[]): string => {
    const folder = join(ichor.folder, name);
    mkdirSync(folder);
    for (const file of files) writeFileSync(join(folder, file.name), file.bytes);
    return folder;
  };
  const ask = <T>(path: string) => ichor.ask<T>(path);
  const sent = () => page.locator('.upload').first();
  const isRead = (studyId: string) =>
    ichor
      .row(studyId)
      .locator('.state', { hasText: /^Read$/ })
      .waitFor();

  /** A folder whose name says what it is, of a tilted head whose gaps are not all the same. */
  const sources: readonly [string, () => string, boolean][] = [
    [
      'a simulated head',
      () => {
        const patient = simulatePatient('tilted', { bleeds: [{ type: 'intraparenchymal', volumeMl: 40 }] });
        const { series, files } = simulateStudy(patient, { rows: 256, tiltDegrees: 18.5 });
        const left = new Set(
          series.slices.flatMap(({ sopInstanceUid }, i) =>
            i > 14 && i % 2 === 0 ? [] : `${sopInstanceUid}.dcm`,
          ),
        );
        return write(
          'tilted',
          files.filter(({ name }) => left.has(name)),
        );
      },
      true,
    ],
    ['the GE head', () => GE_SERIES, existsSync(GE_SERIES)],
  ];
  for (const [title, folderOf, there] of sources) {
    describe.skipIf(!there)(`of ${title}, dropped as a folder`, () => {
      let whole: string;
      let count: number;
      let studyId: string;

      it('is incomplete on the list and in the viewer while one of its files is cut off', async () => {
        whole = folderOf();
        const names = readdirSync(whole);
        count = names.length;
        const cut = join(ichor.folder, `cut-${basename(whole)}`);
        cpSync(whole, cut, { recursive: true });
        const victim = join(cut, names[Math.floor(count / 2)]!);
        truncateSync(victim, Math.floor(statSync(victim).size / 2));

        await ichor.openWorklist();
        const before = (await ichor.worklist()).map(({ id }) => id);
        await dropPaths(page, [cut]);
        await sent().getByText('Sent: 1 study').waitFor();
        expect(await sent().locator('.refusals').innerText()).toContain(basename(victim));
        studyId = (await ichor.worklist()).find(({ id }) => !before.includes(id))!.id;
        await ichor.row(studyId).locator('.state', { hasText: 'Incomplete' }).waitFor();
        await ichor.row(studyId).locator('.who a').click();
        await page.getByText(new RegExp(`^\\d+ / ${count - 1}$`)).waitFor();
        await page.locator('.panel .state-block', { hasText: 'Incomplete' }).waitFor();
        await page.locator('.viewer-warning', { hasText: 'incomplete' }).first().waitFor();
      });

      it('is read again, whole, when the file comes after all: in order, with its sides, gaps and tilt', async () => {
        await dropPaths(page, [whole]);
        await sent()
          .getByText(`1 file stored, ${count - 1} here already`)
          .waitFor();
        await isRead(studyId);
        await ichor.row(studyId).locator('.who a').click();
        await page.getByText(new RegExp(`^\\d+ / ${count}$`)).waitFor();
        await page.locator('.viewer-middle').waitFor({ state: 'detached' });
        expect(await page.locator('.panel .state-block').count()).toBe(0);
        const notices = await page.locator('.notices').innerText();
        expect(notices).toContain('Uneven slice spacing');
        expect(notices).toContain('Tilted gantry');

        const [series] = (await ask<StudyDetail>(`/api/studies/${studyId}`)).series;
        const { slices } = await ask<SeriesStack>(`/api/series/${series!.id}/stack`);
        const heights = slices.map(({ imagePositionPatient }) => imagePositionPatient![2]);
        expect(heights).toHaveLength(count);
        expect(heights).toEqual(heights.toSorted((a, b) => a - b));
        const gaps = new Set(
          slices.slice(1).map(({ positionMm }, i) => (positionMm - slices[i]!.positionMm).toFixed(1)),
        );
        expect(gaps.size).toBeGreaterThan(1);
        await page.keyboard.press('Home');
        await page.getByText(`1 / ${count}`, { exact: true }).waitFor();
        await page.getByText(`${slices[0]!.positionMm.toFixed(1)} mm`, { exact: true }).waitFor();
        await page.keyboard.press('End');
        await page.getByText(`${slices.at(-1)!.positionMm.toFixed(1)} mm`, { exact: true }).waitFor();

        const letter = async (of: string) => (await page.locator(`.viewer-letter-${of}`).innerText()).trim();
        expect(await Promise.all(['left', 'right', 'top', 'bottom'].map(letter))).toEqual([
          'R',
          'L',
          'A',
          'P',
        ]);
      });
    });
  }

  it('whose answers were cut off on their way is sent on, and what came is not sent again', async () => {
    const { files } = simulateStudy(simulatePatient('interrupted'), { rows: 128, tiltDegrees: 0 });
    const folder = write('interrupted', files);
    await ichor.openWorklist();
    // The server has the fourth file; its answer does not arrive.
    const network = await page.context().newCDPSession(page);
    let answers = 0;
    network.on('Fetch.requestPaused', ({ requestId }) => {
      const done =
        ++answers > 3
          ? network.send('Fetch.failRequest', { requestId, errorReason: 'ConnectionReset' })
          : network.send('Fetch.continueRequest', { requestId });
      // One that the page gave up meanwhile.
      done.catch(() => {});
    });
    await network.send('Fetch.enable', { patterns: [{ urlPattern: '*/files?*', requestStage: 'Response' }] });
    await dropPaths(page, [folder]);
    await sent().getByText('Waiting for the server').waitFor();
    await network.send('Fetch.disable');
    await sent().getByText('Sent: 1 study').waitFor();
    expect(await sent().locator('.head').innerText()).toMatch(
      new RegExp(`${files.length} files stored(?!, \\d+ here)`),
    );
    await sent().getByRole('link', { name: 'Open the study' }).click();
    await page.getByText(new RegExp(`^\\d+ / ${files.length}$`)).waitFor();
    await page.locator('.panel .state-block').waitFor({ state: 'detached' });
  });

  it('beside the one that was read is read too when one asks for it', async () => {
    const patient = simulatePatient('two series', { bleeds: [{ type: 'intraparenchymal', volumeMl: 40 }] });
    const { series, files } = simulateStudy(patient, { rows: 128, tiltDegrees: 0 });
    const folder = write('two', [...files, ...otherSeriesOf(series, files)]);
    await ichor.openWorklist();
    await dropPaths(page, [folder]);
    await sent().getByRole('link', { name: 'Open the study' }).click();
    await page.locator('.series-item', { hasText: "the study's answer" }).waitFor();
    const other = page.locator('.series-item', { hasText: 'passed over' });
    await other.getByRole('button', { name: 'Show' }).click();
    // Its own answer, and whose the other one is.
    await page.locator('.panel .statement', { hasText: /not read: cannot say/i }).waitFor();
    await page.locator('.panel', { hasText: 'from another series: above threshold' }).waitFor();
    expect(await page.locator('.panel .scores').count()).toBe(0);
    await other.getByRole('button', { name: 'Read this too' }).click();
    await page.locator('.panel .statement', { hasText: /above threshold/i }).waitFor();
    await page.locator('.panel .scores').waitFor();
    expect(await page.getByRole('button', { name: 'Read this too' }).count()).toBe(0);
    expect(await page.locator('.viewer-keys button').count()).toBeGreaterThan(0);
  });
});
