import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { SeriesStack, StudyDetail } from '@ichor/api';
import type { Series, Vector3 } from '@ichor/ct';
import { simulatePatient, simulateStudy } from '@ichor/phantom';
import { enhancedCt } from '@ichor/testing/enhanced-ct';
import { niftiOf } from '@ichor/testing/nifti-of';
import { type Direction, filesOf, planesOf } from '@ichor/testing/planes-of';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dropPaths } from './testing/drop-paths.ts';
import { openPageOfIchor, type PageOfIchor } from './testing/page-of-ichor.ts';

/** The bleed is painted so bright that nothing else is white in the bone window. */
const PAINT_HU = 3000;

interface Head {
  readonly series: Series;
  /** From the middle of the volume to that of the bleed, patient mm. */
  readonly bleedMm: Vector3;
  /** Of the middle of the bleed. */
  readonly placeMm: Vector3;
}

/** A head with a bleed on its left side. */
function headWithBleed(): Head {
  const patient = simulatePatient('sides', {
    bleeds: [{ type: 'intraparenchymal', side: 'left', volumeMl: 40 }],
  });
  const { series, masks } = simulateStudy(patient, { rows: 128, tiltDegrees: 0, offsetMm: 0 });
  const sum = [0, 0, 0];
  let voxels = 0;
  const slices = series.slices.map((slice, k) => {
    const mask = masks[k]?.intraparenchymal;
    const hu = slice.hu.slice();
    mask?.forEach((inside, i) => {
      if (inside === 0) return;
      hu[i] = PAINT_HU;
      voxels++;
      const place = placeOf(series, i % slice.columns, Math.floor(i / slice.columns), k);
      place.forEach((mm, axis) => {
        sum[axis]! += mm;
      });
    });
    return { ...slice, hu };
  });
  const { columns, rows } = slices[0]!;
  const middle = placeOf(series, (columns - 1) / 2, (rows - 1) / 2, (slices.length - 1) / 2);
  const placeMm = sum.map((mm) => mm / voxels) as unknown as Vector3;
  return {
    series: { ...series, slices },
    placeMm,
    bleedMm: placeMm.map((mm, axis) => mm - middle[axis]!) as unknown as Vector3,
  };
}

function placeOf({ slices, positionsMm }: Series, column: number, row: number, slice: number): Vector3 {
  const { imagePositionPatient, pixelSpacing } = slices[0]!;
  const gap = positionsMm[1]! - positionsMm[0]!;
  const [x, y, z] = imagePositionPatient!;
  return [x + column * pixelSpacing![1], y + row * pixelSpacing![0], z + slice * gap];
}

/** Drops a known head in every order that it may be stored in, and looks where the bleed stands on the screen. */
describe('the letters beside the picture', { timeout: 300_000 }, () => {
  let ichor: PageOfIchor;
  let page: Page;
  const head = headWithBleed();
  const { series } = head;

  beforeAll(async () => {
    ichor = await openPageOfIchor();
    ({ page } = ichor);
  }, 120_000);
  afterAll(() => ichor?.close());

  const axial = (along: Direction, down: Direction, patientPosition: string) => (suffix: string) =>
    filesOf(planesOf(series, { along, down, suffix }), patientPosition);
  const nifti =
    (reversed: readonly [boolean, boolean, boolean], packed = false) =>
    () => {
      const bytes = niftiOf(series, { reversed });
      return [{ name: packed ? 'head.nii.gz' : 'head.nii', bytes: packed ? gzipSync(bytes) : bytes }];
    };
  const multiFrame = (suffix: string) => {
    const slices = planesOf(series, { along: 'R', down: 'A', suffix });
    const [{ studyInstanceUid, seriesInstanceUid }] = slices as [(typeof slices)[number]];
    const of = { ...series, studyInstanceUid, seriesInstanceUid };
    return [{ name: 'enhanced.dcm', bytes: enhancedCt(of, slices.toReversed()) }];
  };

  const CASES: readonly (readonly [
    string,
    (suffix: string) => readonly { readonly name: string; readonly bytes: Uint8Array }[],
    /** Left, right, top and bottom of the screen. */
    string,
  ])[] = [
    ['head first, supine', axial('L', 'P', 'HFS'), 'RLAP'],
    ['head first, prone', axial('R', 'A', 'HFP'), 'RLAP'],
    ['feet first, supine', axial('R', 'P', 'FFS'), 'RLAP'],
    ['feet first, prone', axial('L', 'A', 'FFP'), 'RLAP'],
    ['lying on the right side', axial('A', 'L', 'HFDR'), 'RLAP'],
    ['lying on the left side', axial('P', 'R', 'HFDL'), 'RLAP'],
    ['rows and columns exchanged', axial('P', 'L', 'HFS'), 'RLAP'],
    ['both exchanged and reversed', axial('A', 'R', 'HFS'), 'RLAP'],
    ['a multi-frame image of a prone head', multiFrame, 'RLAP'],
    ['NIfTI with x to the left', nifti([false, false, false]), 'RLAP'],
    ['NIfTI with x to the right, feet first, packed', nifti([true, true, true], true), 'RLAP'],
    [
      'coronal planes',
      (suffix) => filesOf(planesOf(series, { along: 'L', down: 'F', oneIn: 4, suffix })),
      'RLHF',
    ],
    [
      'sagittal planes',
      (suffix) => filesOf(planesOf(series, { along: 'P', down: 'F', oneIn: 4, suffix })),
      'APHF',
    ],
  ];

  for (const [i, [title, make, wanted]] of CASES.entries()) {
    it(`are true of ${title}`, async () => {
      const folder = join(ichor.folder, `case-${i}`);
      mkdirSync(folder);
      for (const { name, bytes } of make(`.${i + 1}`)) writeFileSync(join(folder, name), bytes);
      await ichor.openWorklist();
      await dropPaths(page, [folder]);
      const sent = page.locator('.upload').first();
      await sent.getByText('Sent: 1 study').waitFor();
      const link = sent.getByRole('link', { name: 'Open the study' });
      const studyId = (await link.getAttribute('href'))!.split('/').at(-1)!;
      // NIfTI made of the same voxels is one and the same volume: each is looked at alone.
      const stack = await stackOnceRead(studyId);
      await link.click();
      await page.getByText(new RegExp(`^\\d+ / ${stack.slices.length}$`)).waitFor();

      const normal = wanted === 'RLAP' ? 2 : wanted === 'RLHF' ? 1 : 0;
      const distances = stack.slices.map(({ imagePositionPatient }) =>
        Math.abs(imagePositionPatient![normal] - head.placeMm[normal]),
      );
      await showSlice(distances.indexOf(Math.min(...distances)));
      expect(await letters()).toBe(wanted);
      const bleed = await brightPlace(stack.slices[0]!);
      const toRight = side(wanted[1] as Direction);
      const toBottom = side(wanted[3] as Direction);
      // Half a picture is some 125 mm: the bleed lies well away from the middle.
      expect(Math.abs(toRight)).toBeGreaterThan(8);
      expect(Math.sign(bleed.x)).toBe(Math.sign(toRight));
      if (Math.abs(toBottom) > 8) expect(Math.sign(bleed.y)).toBe(Math.sign(toBottom));
      // In the right proportion too: mirrored about a wrong middle it would be elsewhere. One slice is not the whole bleed.
      expect(Math.abs(bleed.x - toRight)).toBeLessThan(10);
      expect(Math.abs(bleed.y - toBottom)).toBeLessThan(10);
      await ichor.ask(`/api/studies/${studyId}`, { method: 'DELETE' });
    });
  }

  /** How far the bleed lies towards a side of the patient, from the middle of the volume, mm. */
  function side(direction: Direction): number {
    const [x, y, z] = head.bleedMm;
    return { L: x, R: -x, P: y, A: -y, H: z, F: -z }[direction];
  }

  const ask = <T>(path: string) => ichor.ask<T>(path);

  async function stackOnceRead(studyId: string): Promise<SeriesStack> {
    for (;;) {
      const detail = await ask<StudyDetail>(`/api/studies/${studyId}`);
      const { kind } = detail.study.state;
      if (kind !== 'received' && kind !== 'reading') {
        return ask<SeriesStack>(`/api/series/${detail.series[0]!.id}/stack`);
      }
      await page.waitForTimeout(200);
    }
  }

  const letters = async (): Promise<string> => {
    const texts = await Promise.all(
      ['left', 'right', 'top', 'bottom'].map((edge) => page.locator(`.viewer-letter-${edge}`).innerText()),
    );
    return texts.map((text) => text.trim()).join('');
  };

  async function showSlice(index: number): Promise<void> {
    await page.locator('.viewer-viewport').focus();
    await page.keyboard.press('Home');
    for (let i = 0; i < index; i++) await page.keyboard.press('ArrowDown');
    await page.getByText(new RegExp(`^${index + 1} / `)).waitFor();
    await page.keyboard.press('5');
    const heatmap = page.getByRole('button', { name: 'heatmap', exact: true });
    if ((await heatmap.getAttribute('aria-pressed')) === 'true') await page.keyboard.press('o');
    await page.locator('.viewer-middle').waitFor({ state: 'detached' });
  }

  /** Where the white of the picture lies, from its middle, mm to the right and down of the screen. */
  async function brightPlace({
    rows,
    columns,
    pixelSpacing,
  }: SeriesStack['slices'][number]): Promise<{ x: number; y: number }> {
    const canvas = page.locator('.viewer-viewport canvas');
    await page.evaluate(() => {
      for (const over of document.querySelectorAll<HTMLElement>('.viewer-viewport > :not(canvas)')) {
        over.style.visibility = 'hidden';
      }
    });
    const png = (await canvas.screenshot()).toString('base64');
    const { x, y, white, height, width } = await page.evaluate(async (base64) => {
      const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
      const picture = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
      const context = new OffscreenCanvas(picture.width, picture.height).getContext('2d')!;
      context.drawImage(picture, 0, 0);
      const { data } = context.getImageData(0, 0, picture.width, picture.height);
      let [sumX, sumY, count] = [0, 0, 0];
      for (let i = 0; i < data.length; i += 4) {
        if (data[i]! < 250) continue;
        sumX += (i / 4) % picture.width;
        sumY += Math.floor(i / 4 / picture.width);
        count++;
      }
      return {
        x: sumX / count,
        y: sumY / count,
        white: count,
        height: picture.height,
        width: picture.width,
      };
    }, png);
    expect(white).toBeGreaterThan(50);
    const [rowMm, columnMm] = pixelSpacing!;
    // The whole picture fits.
    const pixelsPerMm = Math.min(height / (rows * rowMm), width / (columns * columnMm));
    return { x: (x - (width - 1) / 2) / pixelsPerMm, y: (y - (height - 1) / 2) / pixelsPerMm };
  }
});
