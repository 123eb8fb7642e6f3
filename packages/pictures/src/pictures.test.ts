import { type Series, scaleToWindow, type Window } from '@ichor/ct';
import { renderSeries, simulatePatient } from '@ichor/phantom';
import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { LEAST_PICTURES, Pictures } from './pictures.ts';

const BRAIN = { center: 40, width: 80 };
const WINDOWS: readonly Window[] = [BRAIN, { center: 80, width: 200 }, { center: 40, width: 380 }];

let series: Series;
beforeAll(() => {
  series = renderSeries(simulatePatient('pictures'), { rows: 192, seed: 1 }).series;
});

const encoded = async (slice: number, window: Window): Promise<Uint8Array> => {
  const { hu, rows, columns } = series.slices[slice]!;
  const grey = Uint8Array.from(hu, (value) => Math.round(255 * scaleToWindow(value, window)));
  return sharp(grey, { raw: { width: columns, height: rows, channels: 1 } })
    .png()
    .toBuffer();
};
const middle = () => Math.floor(0.6 * series.slices.length);

async function taken(window: Window, files: readonly (readonly [string, number])[], baked = window) {
  const pictures = new Pictures(window);
  for (const [path, slice] of files) await pictures.take(await encoded(slice, baked), path);
  return pictures.finish();
}

describe('Pictures', () => {
  it('refuses each without a window, and says what a picture lacks and what to do', async () => {
    const png = await encoded(middle(), BRAIN);
    await expect(new Pictures(undefined).take(png, 'x/slice.png')).rejects.toMatchObject({
      code: 'picture-without-window',
      subject: 'x/slice.png',
      message: expect.stringMatching(/no Hounsfield units, no side and no scale.*DICOM.*--window 40\/80/),
    });
  });

  it('leaves what is no picture to others', async () => {
    const pictures = new Pictures(BRAIN);
    expect(await pictures.take(new Uint8Array(500), 'a.dcm')).toBe(false);
  });

  it('of nothing makes nothing', () => {
    expect(new Pictures(BRAIN).finish()).toEqual({ series: [], refused: [], names: new Map() });
  });

  it.each(WINDOWS)(
    'makes a series of a folder, in the natural order of names: $center/$width',
    async (window) => {
      const files = series.slices.map((_, i) => [`scan/slice-${i + 1}.png`, i] as const);
      const read = await taken(
        window,
        [...files].sort(([a], [b]) => (a < b ? -1 : 1)),
      );
      expect(read.refused).toEqual([]);
      const [only] = read.series;
      expect(read.series).toHaveLength(1);
      expect(only!.slices.map(({ sopInstanceUid }) => read.names.get(sopInstanceUid))).toEqual(
        files.map(([path]) => path),
      );
      expect(only!.notices.map(({ code }) => code)).toContain('picture-source');
      expect(only!.bakedWindow).toEqual(window);
      expect(only!.notices[0]!.message).toMatch(/no side, no scale, values outside the window are lost/);
      expect(only!.slices.some((slice) => slice.pixelSpacing ?? slice.imageOrientationPatient)).toBe(false);
    },
  );

  it('reads few pictures each by itself, whatever their names', async () => {
    const at = middle();
    const read = await taken(BRAIN, [
      ['a.png', at],
      ['b.png', at + 1],
    ]);
    expect(read.series.map(({ slices }) => slices.length)).toEqual([1, 1]);
    const renamed = await taken(BRAIN, [['other/z.png', at]]);
    expect(renamed.series[0]).toEqual(read.series[0]);
  });

  it('keeps pictures of different folders and sizes apart', async () => {
    const at = middle();
    const files = Array.from({ length: LEAST_PICTURES }, (_, i) => [`a/${i}.png`, at] as const);
    const read = await taken(BRAIN, [...files, ['b/1.png', at]]);
    expect(read.series.map(({ slices }) => slices.length)).toEqual([LEAST_PICTURES, 1]);
    expect(new Set(read.series[0]!.slices.map(({ sopInstanceUid }) => sopInstanceUid)).size).toBe(
      LEAST_PICTURES,
    );
  });

  it('refuses a slice of the vertex alone, and takes it in its series with a notice', async () => {
    const vertex = series.slices.length - 1;
    const alone = await taken(BRAIN, [['top.png', vertex]]);
    expect(alone.series).toEqual([]);
    expect(alone.refused).toMatchObject([{ path: 'top.png', code: 'picture-not-head-ct' }]);
    const all = await taken(
      BRAIN,
      series.slices.map((_, i) => [`${i}.png`, i] as const),
    );
    const unsure = all.series[0]!.notices.find(({ code }) => code === 'picture-unsure');
    expect(unsure!.sopInstanceUids).toContain(all.series[0]!.slices[vertex]!.sopInstanceUid);
  });

  it('refuses a folder of which most are no head CT, and says how many were', async () => {
    const top = series.slices.length - 1;
    const files = Array.from({ length: 10 }, (_, i) => [`${i}.png`, i === 0 ? middle() : top] as const);
    const { refused } = await taken(BRAIN, files);
    expect(refused).toHaveLength(10);
    for (const { reason } of refused) expect(reason).toContain('only 1 of the 10 of its folder are');
  });

  it.each([
    [BRAIN, WINDOWS[1]!],
    [BRAIN, WINDOWS[2]!],
    [WINDOWS[1]!, WINDOWS[2]!],
    [WINDOWS[2]!, WINDOWS[1]!],
  ])('refuses or doubts a window that is not the one baked in: %o stated to be %o', async (baked, stated) => {
    const read = await taken(stated, [['a.png', middle()]], baked);
    const doubts = read.series.flatMap(({ notices }) => notices.map(({ code }) => code));
    expect(read.refused.length === 1 || doubts.includes('picture-window-doubtful')).toBe(true);
  });

  it('refuses a window whose grey levels cannot tell blood from brain', async () => {
    const bone = { center: 600, width: 2800 };
    await expect(new Pictures(bone).take(await encoded(middle(), bone), 'bone.png')).rejects.toMatchObject({
      code: 'picture-window-wide',
      problem: expect.stringContaining('11 HU to a grey level'),
    });
  });

  it('refuses a photograph at once', async () => {
    const photograph = Uint8Array.from({ length: 128 * 128 }, (_, i) => 60 + (i % 128));
    const png = await sharp(photograph, { raw: { width: 128, height: 128, channels: 1 } })
      .png()
      .toBuffer();
    await expect(new Pictures(BRAIN).take(png, 'cat.png')).rejects.toMatchObject({
      code: 'picture-not-head-ct',
      problem: expect.stringContaining('it has no dark background all round'),
    });
  });
});
