import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { SeriesStack, StudyDetail } from '@ichor/api';
import { simulatePatient, simulateStudy } from '@ichor/phantom';
import { enhancedCt } from '@ichor/testing/enhanced-ct';
import { niftiOf } from '@ichor/testing/nifti-of';
import { filesOf, planesOf } from '@ichor/testing/planes-of';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dropPaths } from './testing/drop-paths.ts';
import { openPageOfIchor, type PageOfIchor } from './testing/page-of-ichor.ts';

/** What comes otherwise than as one file a slice, as somebody sees it who drops it on the page. */
describe('dropped on the page', { timeout: 300_000 }, () => {
  let ichor: PageOfIchor;
  let page: Page;
  const patient = simulatePatient('formats', { bleeds: [{ type: 'intraparenchymal', volumeMl: 40 }] });
  const { series } = simulateStudy(patient, { rows: 192, tiltDegrees: 0, offsetMm: 0 });

  beforeAll(async () => {
    ichor = await openPageOfIchor();
    ({ page } = ichor);
  }, 120_000);
  afterAll(() => ichor?.close());

  const sent = () => page.locator('.upload').first();
  const ask = <T>(path: string) => ichor.ask<T>(path);

  /** Drops a folder, opens the study that it makes, and waits until it is read. */
  async function open(name: string, files: readonly { readonly name: string; readonly bytes: Uint8Array }[]) {
    const folder = join(ichor.folder, name);
    mkdirSync(folder);
    for (const file of files) writeFileSync(join(folder, file.name), file.bytes);
    await ichor.openWorklist();
    await dropPaths(page, [folder]);
    await sent().getByText('Sent: 1 study').waitFor();
    const outcome = await sent().locator('.head').innerText();
    const refusals = (await sent().locator('.refusals').allInnerTexts()).join('\n');
    const link = sent().getByRole('link', { name: 'Open the study' });
    const id = (await link.getAttribute('href'))!.split('/').at(-1)!;
    await ichor
      .row(id)
      .locator('.state', { hasText: /^Read$/ })
      .waitFor();
    await link.click();
    await page.locator('.panel .scores').waitFor();
    const detail = await ask<StudyDetail>(`/api/studies/${id}`);
    const stack = await ask<SeriesStack>(`/api/series/${detail.series[0]!.id}/stack`);
    await page.getByText(new RegExp(`^\\d+ / ${stack.slices.length}$`)).waitFor();
    await page.locator('.viewer-middle').waitFor({ state: 'detached' });
    return { outcome, refusals, detail, stack, report: detail.series[0]!.report! };
  }

  const place = async () => Number((await page.getByText(/^\d+ \/ \d+$/).innerText()).split(' / ')[0]);

  it('a multi-frame image opens at its strongest key slice; what lies beside it is counted or refused by name', async () => {
    const index = Buffer.alloc(400);
    index.write(
      'DICM\x02\x00\x00\x00UL\x04\x00\x9c\x00\x00\x00\x02\x00\x02\x00UI\x14\x001.2.840.10008.1.3.10',
      128,
      'latin1',
    );
    const { outcome, refusals, report, stack } = await open('multi-frame', [
      { name: 'enhanced.dcm', bytes: enhancedCt(series, series.slices.toReversed()) },
      { name: 'DICOMDIR', bytes: index },
      { name: 'photo.png', bytes: Buffer.from('\x89PNG\r\n\x1a\n....', 'latin1') },
      { name: 'shifted.nii', bytes: niftiOf(series, { shift: 1024 }) },
    ]);
    expect(outcome).toContain('1 file stored, 1 index (DICOMDIR) not needed, 2 not taken');
    expect(refusals).toMatch(/photo\.png\s*is a picture \(PNG\).*DICOM/);
    expect(refusals).toMatch(/shifted\.nii\s*is not in Hounsfield units.*dcm2niix/);
    expect(stack.slices[0]!.sopInstanceUid).toMatch(new RegExp(`#${series.slices.length}$`));
    const keys = report.keySlices.map(
      (uid) => stack.slices.findIndex((slice) => slice.sopInstanceUid === uid) + 1,
    );
    expect(keys).not.toContain(0);
    expect(keys).toContain(await place());
    expect(await page.locator('.viewer-keys button').count()).toBe(keys.length);
  });

  it('a NIfTI volume shows its notices', async () => {
    const { report } = await open('nifti', [{ name: 'head.nii.gz', bytes: gzipSync(niftiOf(series)) }]);
    expect(report.notices.map(({ code }) => code)).toContain('nifti-source');
    expect(await page.locator('.notices').innerText()).toContain('From a NIfTI file');
    expect(await page.locator('.panel').innerText()).toContain('NIfTI volume');
  });

  it('a notice leads to the slices that it names', async () => {
    const slices = planesOf(series, { along: 'L', down: 'P', suffix: '.3' });
    const others = [4, 5, 9].map((i) => ({ ...slices[i]!, hu: slices[i]!.hu.with(0, -900) }));
    const copies = filesOf(others).map(({ name, bytes }) => ({ name: `other-${name}`, bytes }));
    const { report } = await open('notices', [...filesOf(slices), ...copies]);
    const named = report.notices.filter(({ sopInstanceUids }) => sopInstanceUids.length > 0);
    expect(named).toHaveLength(1);
    const buttons = page.locator('.notice-slices button');
    expect(await buttons.allInnerTexts()).toEqual(['5-6', '10']);
    await buttons.nth(1).click();
    await page.getByText(/^10 \/ /).waitFor();
    await buttons.nth(0).click();
    await page.getByText(/^5 \/ /).waitFor();
    await page.locator('.viewer-warning', { hasText: named[0]!.message }).waitFor();
  });

  it('of a sagittal series the computed axial slices are shown, and called so', async () => {
    const thin = simulateStudy(patient, { rows: 128, tiltDegrees: 0, offsetMm: 0, thicknessMm: 2 }).series;
    const files = filesOf(planesOf(thin, { along: 'P', down: 'F', suffix: '.4' }));
    const { stack, report } = await open('sagittal', files);
    expect(stack.computed).toBe(true);
    await page.locator('.viewer-warning', { hasText: 'computed, no stored images' }).waitFor();
    expect(await page.locator('.notices').innerText()).toContain('Axial slices computed');
    expect(await page.locator('.series-item').innerText()).toContain(
      `128 images, shown as ${stack.slices.length} axial slices computed from them`,
    );
    const uids = stack.slices.map(({ sopInstanceUid }) => sopInstanceUid);
    const keys = report.keySlices.map((uid) => uids.indexOf(uid) + 1);
    expect(keys).not.toContain(0);
    expect(keys).toContain(await place());
  });

  it('and n and p go through the list as it is narrowed', async () => {
    await ichor.openWorklist();
    await page.keyboard.press('/');
    await page.keyboard.type('NIfTI');
    await expect.poll(() => page.locator('.studies tbody tr').count()).toBe(1);
    await page.locator('.studies tbody .who a').click();
    await page.getByText('Study 1 of 1 on the narrowed list').waitFor();
    expect(await page.getByRole('button', { name: 'Next study (n)' }).isDisabled()).toBe(true);
  });
});
