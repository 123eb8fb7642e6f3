import type { Series } from '@ichor/ct';
import type { SourceStudy } from '@ichor/studies';
import { expect } from 'vitest';

const UNBOUNDED = { mostHuBytes: Number.POSITIVE_INFINITY };

/**
 * For tests: what every source owes those who read its studies. Opens the one study that it has, of one series.
 *
 * @returns the series with its pixels
 */
export async function expectOneSeries(studies: readonly SourceStudy[]): Promise<Series> {
  expect(studies).toHaveLength(1);
  expect(studies[0]!.series).toHaveLength(1);
  const [one] = studies[0]!.series;
  let files = 0;
  const opened = await one!.open({ ...UNBOUNDED, pixels: true, onFile: () => files++ });
  const series = opened.series!;
  expect(opened.unread).toEqual([]);
  expect(series.slices.length).toBeGreaterThan(0);
  for (const { hu, rows, columns, ...uids } of series.slices) {
    expect(hu).toHaveLength(rows * columns);
    expect(uids).toMatchObject({
      seriesInstanceUid: series.seriesInstanceUid,
      studyInstanceUid: series.studyInstanceUid,
    });
  }
  // It names itself before it is opened, or not at all.
  expect([undefined, series.seriesInstanceUid]).toContain(one!.seriesInstanceUid);

  // It can be opened as often as it is needed, and is the same each time.
  expect((await one!.open({ ...UNBOUNDED, pixels: true })).series).toEqual(series);

  // Without pixels it says the same of itself, and holds none.
  const { series: bare } = await one!.open({ ...UNBOUNDED, pixels: false });
  expect(bare!.slices.every(({ hu }) => hu.length === 0)).toBe(true);
  expect(bare!.slices.map(({ sopInstanceUid }) => sopInstanceUid)).toEqual(
    series.slices.map(({ sopInstanceUid }) => sopInstanceUid),
  );
  expect([bare!.positionsMm, bare!.notices]).toEqual([series.positionsMm, series.notices]);
  return series;
}
