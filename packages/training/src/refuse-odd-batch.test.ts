import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openBatches } from '@ichor/dataset';
import { afterAll, expect, test } from 'vitest';
import { refuseOddBatch } from './refuse-odd-batch.ts';
import { noisyPrepared } from './testing/noisy-prepared.ts';

const folder = await mkdtemp(join(tmpdir(), 'ichor-odd-'));
afterAll(() => rm(folder, { recursive: true }));

test('a pixel or label that is no number is told with source, patient and slice', async () => {
  const prepared = await noisyPrepared(folder, 3);
  const mix = [{ prepared, rows: Int32Array.of(7, 21) }];
  const batches = openBatches({ mix, batch: 2, epochs: 2, seed: 4 });
  await batches.next();
  const batch = (await batches.next())!;
  await batches.close();
  const plan = { mix, seed: 4, samples: 2, stepsPerEpoch: 1 };
  refuseOddBatch(batch, plan);

  // Which of the two is the second is seen by its pixels.
  const pixels = batch.images.length / 2;
  const positive = batch.labels[11] === 1 ? [7, 'patient-0'] : [21, 'patient-2'];
  for (const values of [batch.images, batch.labels]) {
    const whole = values.slice();
    values[values === batch.images ? pixels + 5 : 6] = Number.NaN;
    expect(() => refuseOddBatch(batch, plan)).toThrow(
      new RegExp(`noisy, patient ${positive[1]}, slice ${Number(positive[0]) % 10}.* NaN`),
    );
    values.set(whole);
  }
});
