import { setTimeout as sleep } from 'node:timers/promises';
import { readSlices } from '@ichor/dicom';
import { simulatePatient, simulateStudy } from '@ichor/phantom';
import { enhancedCt } from '@ichor/testing/enhanced-ct';
import { niftiOf } from '@ichor/testing/nifti-of';
import { expect, test } from 'vitest';
import { openSliceReader } from './open-slice-reader.ts';
import type { Store } from './store/store.ts';
import { fixture } from './testing/small-study.ts';

const { series } = simulateStudy(simulatePatient('reader'), {
  rows: 64,
  columns: 64,
  thicknessMm: 15,
  tiltDegrees: 0,
});

/** Counts how often each file is read. */
function storeOf(files: Readonly<Record<string, Uint8Array>>) {
  const reads: string[] = [];
  const read = async (sha256: string) => {
    reads.push(sha256);
    return Buffer.from(files[sha256]!);
  };
  return { store: { read } as unknown as Store, reads };
}

test('a volume is unpacked once for all who scroll through it, and forgotten when nobody does', async () => {
  const { store, reads } = storeOf({ volume: niftiOf(series) });
  const reader = openSliceReader(store, 50);
  const planes = await Promise.all(series.slices.map((_, i) => reader.read('volume', i + 1, 'x')));
  expect(planes).toEqual(series.slices.map(({ hu }) => hu));
  expect(reads).toHaveLength(1);
  await sleep(150);
  await reader.read('volume', 3, 'x');
  expect(reads).toHaveLength(2);
  await expect(reader.read('volume', 99, 'x')).rejects.toThrow(RangeError);
});

test('small files are read anew, each frame alone', async () => {
  const { store, reads } = storeOf({
    one: fixture('implicit-bare.dcm'),
    many: enhancedCt(series, series.slices),
  });
  const reader = openSliceReader(store);
  const [slice] = await readSlices(fixture('implicit-bare.dcm'), 'x');
  for (let i = 0; i < 2; i++) expect(await reader.read('one', 1, 'x')).toEqual(slice!.hu);
  for (const [i, { hu }] of series.slices.entries())
    expect(await reader.read('many', i + 1, 'x')).toEqual(hu);
  expect(reads).toHaveLength(2 + series.slices.length);
});

test('a file that can not be read is asked for again', async () => {
  let there = false;
  const read = async () => {
    if (!there) throw new Error('away');
    return Buffer.from(fixture('implicit-bare.dcm'));
  };
  const reader = openSliceReader({ read } as unknown as Store);
  await expect(reader.read('one', 1, 'x')).rejects.toThrow('away');
  there = true;
  expect(await reader.read('one', 1, 'x')).toBeInstanceOf(Int16Array);
});
