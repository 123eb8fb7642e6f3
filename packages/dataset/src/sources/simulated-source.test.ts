import { expect, test } from 'vitest';
import { openSource } from './sources.ts';

/** Few and coarse slices: how heads look is the phantom's to prove. */
const description = {
  kind: 'simulated',
  seed: 11,
  studies: 3,
  population: {
    emptyShare: 1,
    render: { rows: 48, columns: 48, fieldOfViewMm: 'fit', thicknessMm: 5, coverage: [20, 50] },
  },
} as const;

test('study i of a seed is the same whichever range it is drawn in, and its patient is itself', async () => {
  const source = await openSource(description);
  const later = await openSource({ ...description, first: 1, studies: 1 });
  expect(source.studies.map(({ patient }) => patient)).toEqual(['sim-11-0', 'sim-11-1', 'sim-11-2']);
  const [one, same] = [await source.load(1), await later.load(0)];
  expect(later.studies[0]).toEqual(source.studies[1]);
  expect(same.series.slices.map(({ hu }) => hu)).toEqual(one.series.slices.map(({ hu }) => hu));
  expect(one.labels).toHaveLength(one.series.slices.length * 6);
  expect(one.sliceIds).toEqual(one.series.slices.map((_, i) => String(i)));
  expect(one.series.slices[0]!.rows).toBe(48);
  await expect(source.load(3)).rejects.toThrow('simulated study 3 of 3');
});

test('what it hangs on is all that it is drawn from', async () => {
  const contentsOf = async (of: Parameters<typeof openSource>[0]) => (await openSource(of)).contents;
  const first = await contentsOf(description);
  expect(await contentsOf({ ...description })).toBe(first);
  expect(await contentsOf({ ...description, seed: 12 })).not.toBe(first);
  expect(await contentsOf({ ...description, first: 5 })).not.toBe(first);
  expect(await contentsOf({ ...description, population: { emptyShare: 0 } })).not.toBe(first);
});

test('a kind of source that is not known is refused', async () => {
  await expect(openSource({ kind: 'rsna' } as never)).rejects.toThrow('rsna: is not a kind of data source');
});
