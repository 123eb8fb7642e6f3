import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isIchorError } from '@ichor/notices';
import { inputSpecification, networkInput } from '@ichor/scoring';
import { afterAll, expect, test } from 'vitest';
import { openSamples } from '../prepared/open-samples.ts';
import { noisyPrepared } from '../testing/noisy-prepared.ts';
import { type BatchPlan, openBatches } from './batches.ts';
import { epochOrder } from './epoch-order.ts';

const home = await mkdtemp(join(tmpdir(), 'ichor-batches-'));
afterAll(() => rm(home, { recursive: true }));
// Three planes a shard.
const prepared = await noisyPrepared(home, 10, inputSpecification(32), { shardBytes: 3100 });
const rows = Int32Array.from({ length: 10 }, (_, i) => i);
const plan: BatchPlan = {
  mix: [{ prepared, rows }],
  batch: 4,
  epochs: 3,
  seed: 9,
  augmentation: {
    flip: true,
    rotateDegrees: 20,
    scale: 0.15,
    shift: 0.1,
    gain: 0.1,
    offset: 0.05,
    noise: 0.02,
  },
};

/** All batches of a plan, copied, with a pause before each if asked for. */
async function all(of: BatchPlan, pauseMs = 0) {
  const batches = openBatches(of);
  const seen = [];
  for await (const { step, epoch, images, labels } of batches) {
    seen.push({ step, epoch, images: images.slice(), labels: labels.slice() });
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
  await batches.close();
  return seen;
}

/** Planes of `prepared`, put together from what samples show: the middle one of each. */
function allPlanes(): Uint8Array {
  const planes = new Uint8Array(10 * 32 * 32);
  const three = new Uint8Array(3 * 32 * 32);
  const samples = openSamples(prepared);
  for (let row = 0; row < 10; row++) {
    samples.copyPlanes(row, three, 0);
    planes.set(three.subarray(32 * 32, 2 * 32 * 32), row * 32 * 32);
  }
  samples.close();
  return planes;
}

test('without augmentation a batch equals networkInput byte for byte', async () => {
  const { augmentation: _, ...plain } = plan;
  const [first] = await all(plain);
  const order = epochOrder(plan.mix, plan.seed, 0);
  const chosen = [0, 1, 2, 3].map((i) => order[2 * i + 1]!);
  const planes = allPlanes();
  expect(Buffer.from(first!.images.buffer)).toEqual(
    Buffer.from(networkInput({ planes, triples: prepared.triples }, prepared.specification, chosen).buffer),
  );
  expect([...first!.labels]).toEqual(
    chosen.flatMap((row) => [...prepared.labels.subarray(row * 6, row * 6 + 6)]),
  );
});

test('what batches hold depends on the seed and the step, not on timing', async () => {
  const [fast, slow] = [await all(plan), await all(plan, 15)];
  expect(fast).toEqual(slow);
  expect(fast.map(({ step, epoch }) => [step, epoch])).toEqual([
    [0, 0],
    [1, 0],
    [2, 1],
    [3, 1],
    [4, 2],
    [5, 2],
  ]);
  expect(await all({ ...plan, seed: 10 })).not.toEqual(fast);
});

test('beginning at a step gives the batches from there on', async () => {
  expect(await all({ ...plan, fromStep: 3 })).toEqual((await all(plan)).slice(3));
  expect(await all({ ...plan, fromStep: 6 })).toEqual([]);
});

test('parts of several sets are mixed in the shares asked for', async () => {
  const other = await noisyPrepared(home, 6, inputSpecification(32), { seed: 2 });
  other.labels.fill(1);
  const mix = [
    { prepared, rows, slicesPerEpoch: 4 },
    { prepared: other, rows: [0, 1, 2, 3, 4, 5], slicesPerEpoch: 4 },
  ];
  const seen = await all({ ...plan, mix, epochs: 1 });
  const epidural = seen.flatMap(({ labels }) => [...labels].filter((_, i) => i % 6 === 0));
  expect(epidural.reduce((a, b) => a + b, 0)).toBe(4);
  expect(epidural).toHaveLength(8);
});

test('batches of one seed are what they were before pixels were read from shards, bit by bit', async () => {
  const masked = await noisyPrepared(home, 6, inputSpecification(32), {
    seed: 2,
    masked: true,
    shardBytes: 2100,
  });
  const batches = openBatches({
    ...plan,
    mix: [...plan.mix, { prepared: masked, rows: [0, 1, 2, 3, 4, 5], slicesPerEpoch: 4 }],
  });
  const digests: string[] = [];
  for await (const { images, labels, regions, regionWeights } of batches) {
    const hash = createHash('sha256');
    for (const { buffer } of [images, labels, regions, regionWeights]) hash.update(new Uint8Array(buffer));
    digests.push(hash.digest('hex').slice(0, 16));
  }
  await batches.close();
  expect(digests).toEqual([
    '0406de63a11f4d1a',
    'b348af3c1d3b5899',
    '57eebec68692a663',
    'c3b8cccf9feae10f',
    '15afd0d63fccd3a6',
    '3b0e86fb18823088',
    '3adb212bac130557',
    '8fa04dc3167a8719',
    '531d090f5c6bf13c',
  ]);
});

test('an epoch with less than one batch, and parts of different size, are refused', async () => {
  let error: unknown;
  try {
    openBatches({ ...plan, batch: 11 });
  } catch (caught) {
    error = caught;
  }
  expect(isIchorError(error) && error.code).toBe('too-few-slices');
  const small = await noisyPrepared(home, 4, inputSpecification(16));
  expect(() => openBatches({ ...plan, mix: [...plan.mix, { prepared: small, rows: [0] }] })).toThrow(
    'different specifications',
  );
});

test.each([0, 1000])(
  'a plane that is not as it was written is told of by the next batch, asked for at once or after %i ms',
  async (pauseMs) => {
    const damaged = await noisyPrepared(home, 10, inputSpecification(32));
    const path = join(damaged.folder, damaged.planes.files[0]!);
    const bytes = await readFile(path);
    bytes[5 * 32 * 32]! ^= 1;
    await writeFile(path, bytes);
    const batches = openBatches({ ...plan, mix: [{ prepared: damaged, rows }] });
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
    const error = await (async () => {
      while (await batches.next());
    })().catch((caught: unknown) => caught);
    await batches.close();
    expect(isIchorError(error) && [error.code, error.subject]).toEqual(['cache-damaged', damaged.folder]);
  },
);
