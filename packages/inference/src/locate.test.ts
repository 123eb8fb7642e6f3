import { heatmapPeak } from '@ichor/evaluation';
import { networkPlanes } from '@ichor/scoring';
import { exampleBundle } from '@ichor/testing/example-bundle';
import { fakeSession } from '@ichor/testing/fake-session';
import { openFakeBundle } from '@ichor/testing/open-fake-bundle';
import { tinyPixelAt, tinySeries } from '@ichor/testing/tiny-series';
import { describe, expect, it } from 'vitest';
import { LARGEST_CELL_MM, locate } from './locate.ts';
import { sliceHeatmap } from './slice-heatmap.ts';

const blood = { x: 30, y: -40, fromMm: 0, toMm: 100 };
/** All eight ways in which an axial slice can lie in a file. */
const ORIENTATIONS = [-1, 1].flatMap((a) =>
  [-1, 1].flatMap((b) => [[a, 0, 0, 0, b, 0] as const, [0, a, 0, b, 0, 0] as const]),
);

async function peakOf(orientation: (typeof ORIENTATIONS)[number], cellLooksAt = 0.5) {
  const model = { ...exampleBundle().model, cellLooksAt };
  const { opened } = await openFakeBundle({ model }, fakeSession({ cellLooksAt }));
  const series = tinySeries({ blood, orientation });
  const planes = networkPlanes(series, opened.bundle.input);
  const map = await locate(opened, series, planes, 5);
  return { map, heatmap: sliceHeatmap(series, planes, 5, map, 'epidural'), series };
}

function expectAtBlood(
  { heatmap }: Awaited<ReturnType<typeof peakOf>>,
  cosines: (typeof ORIENTATIONS)[number],
) {
  const place = tinyPixelAt(blood.x, blood.y, cosines);
  const peak = heatmapPeak(heatmap)!;
  // The fake network's cells are 90 mm wide, so that several hold all of the blood: the centre of those is meant.
  const full = heatmap.data.flatMap((value, i) => (value >= 95 ? [i] : []));
  const row = full.reduce((sum, i) => sum + Math.floor(i / heatmap.columns) + 0.5, 0) / full.length;
  const column = full.reduce((sum, i) => sum + (i % heatmap.columns) + 0.5, 0) / full.length;
  const at = {
    row: heatmap.box.row + (row / heatmap.rows) * heatmap.box.rows,
    column: heatmap.box.column + (column / heatmap.columns) * heatmap.box.columns,
  };
  const reach = 45 / 2.5;
  expect(Math.abs(peak.row - place.row)).toBeLessThan(reach);
  expect(Math.abs(peak.column - place.column)).toBeLessThan(reach);
  expect(Math.hypot(at.row - place.row, at.column - place.column)).toBeLessThan(10);
}

describe('locate', () => {
  it('makes cells of at most 12 mm from a network whose cells are 90 mm', async () => {
    const { map, heatmap } = await peakOf([1, 0, 0, 0, 1, 0]);
    expect(map.cam).toHaveLength(6 * map.rows * map.columns);
    // The head's box is 72 x 56 pixels of 2.5 mm.
    expect(heatmap.box).toEqual({ row: 4, column: 12, rows: 72, columns: 56 });
    expect((heatmap.box.rows * 2.5) / heatmap.rows).toBeLessThanOrEqual(LARGEST_CELL_MM);
    expect((heatmap.box.columns * 2.5) / heatmap.columns).toBeLessThanOrEqual(LARGEST_CELL_MM);
  });

  it("keeps the network's own cells where they are small enough", async () => {
    const { opened, session } = await openFakeBundle();
    const series = tinySeries({ blood });
    const planes = networkPlanes(series, opened.bundle.input);
    const map = await locate(opened, series, planes, 5, 100);
    expect([map.rows, map.columns, session.runs.length]).toEqual([2, 2, 1]);
  });

  it.each(ORIENTATIONS)(
    'finds the blood in the stored slice, whose rows run along %d %d %d and columns along %d %d %d',
    async (...orientation) => {
      const cosines = orientation as unknown as (typeof ORIENTATIONS)[number];
      expectAtBlood(await peakOf(cosines), cosines);
    },
  );

  it('finds it where cells look a quarter of their side from their first pixel', async () => {
    expectAtBlood(await peakOf([1, 0, 0, 0, 1, 0], 0.25), [1, 0, 0, 0, 1, 0]);
  });

  it('takes a head of unknown size as long', async () => {
    const { opened } = await openFakeBundle();
    const series = tinySeries({ blood, slice: { pixelSpacing: undefined } });
    const planes = networkPlanes(series, opened.bundle.input);
    expect((await locate(opened, series, planes, 5, 60)).rows).toBe(4);
  });

  it('locates nothing in air', async () => {
    const { heatmap } = await peakOf([1, 0, 0, 0, 1, 0]);
    const corners = [0, heatmap.columns - 1, heatmap.data.length - heatmap.columns, heatmap.data.length - 1];
    expect(corners.map((cell) => heatmap.data[cell])).toEqual([0, 0, 0, 0]);
    expect(Math.max(...heatmap.data)).toBe(100);
  });
});
