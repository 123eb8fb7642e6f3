import { mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isIchorError } from '@ichor/notices';
import fc from '@ichor/testing/properties';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openShards, type Shards } from './shards.ts';
import { openShardWriter } from './write-shards.ts';

const RECORD = 7;
const COUNT = 23;
const records = Uint8Array.from({ length: RECORD * COUNT }, (_, i) => (i * i) % 251);
let home: string;
let shards: Shards;

async function write(shardBytes: number): Promise<Shards> {
  const folder = await mkdtemp(join(home, 'shards-'));
  const writer = openShardWriter(folder, 'planes', RECORD, shardBytes);
  await writer.append(records.subarray(0, 5 * RECORD));
  await writer.append(records.subarray(5 * RECORD));
  const { files, recordsPerShard, checksums } = await writer.finish();
  for (const { name, bytes } of files) expect(await readFile(join(folder, name))).toHaveLength(bytes);
  const names = files.map(({ name }) => name);
  return {
    folder,
    files: names,
    recordBytes: RECORD,
    recordsPerShard,
    checksums: Uint32Array.from(checksums),
  };
}

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'ichor-shards-'));
  // Four records, and part of a fifth, would fit.
  shards = await write(RECORD * 4 + 3);
});
afterAll(() => rm(home, { recursive: true }));

const codeOf = (work: () => void): string | undefined => {
  try {
    work();
  } catch (error) {
    if (isIchorError(error)) return error.code;
    throw error;
  }
  return undefined;
};

test('no record is divided: 23 of them, four a shard, are six shards', () => {
  expect(shards.files).toEqual([0, 1, 2, 3, 4, 5].map((i) => `planes-000${i}.bin`));
  expect(shards.recordsPerShard).toBe(4);
});

test('a record that is larger than a shard has one of its own', async () => {
  expect((await write(3)).files).toHaveLength(COUNT);
});

test('any records in any order are what was written, however little is kept in memory', () => {
  fc.assert(
    fc.property(
      fc.array(fc.nat(COUNT - 1), { maxLength: 40 }),
      fc.integer({ min: 1, max: 60 }),
      (order, cacheBytes) => {
        const reader = openShards(shards, cacheBytes);
        const out = new Uint8Array(RECORD + 2);
        for (const record of order) {
          reader.copy(record, out, 1);
          expect(out.subarray(1, RECORD + 1)).toEqual(
            records.subarray(record * RECORD, (record + 1) * RECORD),
          );
        }
        reader.close();
      },
    ),
  );
});

test('what is kept is not read again, and what had to go is', async () => {
  const own = await write(1000);
  const out = new Uint8Array(RECORD);
  const reader = openShards(own, 2 * RECORD);
  for (const record of [0, 1]) reader.copy(record, out, 0);
  await writeFile(join(own.folder, own.files[0]!), new Uint8Array(RECORD * COUNT));
  reader.copy(0, out, 0);
  expect(out).toEqual(records.subarray(0, RECORD));
  // 2 takes the place of 1, which was used longest ago.
  expect(codeOf(() => reader.copy(2, out, 0))).toBe('cache-damaged');
  expect(codeOf(() => reader.copy(1, out, 0))).toBe('cache-damaged');
  reader.close();
});

test('a record that is not there, or cut off, is an error', async () => {
  const own = await write(RECORD * 4);
  const out = new Uint8Array(RECORD);
  const reader = openShards(own);
  expect(() => reader.copy(COUNT, out, 0)).toThrow(RangeError);
  await truncate(join(own.folder, own.files[1]!), RECORD + 1);
  reader.copy(4, out, 0);
  expect(codeOf(() => reader.copy(5, out, 0))).toBe('cache-damaged');
  reader.close();
});
