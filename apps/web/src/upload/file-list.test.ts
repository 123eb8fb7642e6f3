import { expect, it } from 'vitest';
import { asListed, inParts, listedFile, withOwnNames } from './file-list.ts';

it('tells a list of any length in parts that one request holds', () => {
  const files = Array.from({ length: 20_000 }, (_, i) => ({
    name: `${'deep/'.repeat(i % 60)}${i}`,
    bytes: i,
  }));
  const parts = inParts(files);
  expect(parts.flat()).toEqual(files);
  for (const part of parts) expect(JSON.stringify({ files: part }).length).toBeLessThan(500_000);
  expect(inParts([])).toEqual([]);
});

it('lists what can not be opened, without a size', () => {
  expect(listedFile({ name: 'a', file: new File(['abc'], 'a') })).toEqual({ name: 'a', bytes: 3 });
  expect(listedFile({ name: 'locked', unreadable: true })).toEqual({ name: 'locked', bytes: null });
});

it('gives two files of one name a name each', () => {
  const named = withOwnNames(['CD/1', 'CD/1', 'CD/1 (2)', 'CD/1'].map((name) => ({ name })));
  expect(named.map(({ name }) => name)).toEqual(['CD/1', 'CD/1 (2)', 'CD/1 (2) (2)', 'CD/1 (3)']);
});

it.each([
  ['the same folder', ['cd/1', 'cd/2'], ['cd/1', 'cd/2']],
  ['the folder of files that were dropped', ['1', '2'], ['cd/1', 'cd/2']],
  ['a folder above it', ['cd/1', 'cd/2'], ['stick/x/cd/1', 'stick/x/cd/2']],
  ['the files of the folder', ['cd/1', 'cd/2'], ['1', '2']],
  ['a folder within it', ['stick/cd/1', 'stick/cd/2'], ['cd/1', 'cd/2']],
])('knows files by their names on the list: %s is chosen', (_, listed, dropped) => {
  expect(dropped.map(asListed(listed, dropped))).toEqual(listed);
});

it('leaves the names of files that have nothing to do with a list', () => {
  expect(['b/1', 'b/2'].map(asListed(['a/3'], ['b/1', 'b/2']))).toEqual(['b/1', 'b/2']);
  expect(['1'].map(asListed([], ['1']))).toEqual(['1']);
});
