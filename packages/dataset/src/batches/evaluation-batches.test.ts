import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inputSpecification } from '@ichor/scoring';
import { afterAll, expect, test } from 'vitest';
import { noisyPrepared } from '../testing/noisy-prepared.ts';
import { evaluationBatches } from './evaluation-batches.ts';

const home = await mkdtemp(join(tmpdir(), 'ichor-evaluation-'));
afterAll(() => rm(home, { recursive: true }));
// Two planes a shard.
const prepared = await noisyPrepared(home, 10, inputSpecification(32), { shardBytes: 2500 });
const rows = [6, 0, 3, 3, 5];

test('rows come in the order asked for, the last batch smaller, with the bytes that they had before there were shards', () => {
  const batches = [...evaluationBatches(prepared, rows, 2)];
  expect(batches.map((batch) => [...batch.rows])).toEqual([[6, 0], [3, 3], [5]]);
  const hash = createHash('sha256');
  for (const { images } of batches) hash.update(new Uint8Array(images.buffer));
  expect(hash.digest('hex').slice(0, 16)).toBe('0bf2d9ba6b0ee2a4');
});
