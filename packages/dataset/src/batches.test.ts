import { inputSpecification, isIchorError, networkInput } from '@ichor/ct';
import { expect, test } from 'vitest';
import { type BatchPlan, openBatches } from './batches.ts';
import { epochOrder } from './epoch-order.ts';
import { noisyPrepared } from './testing.ts';

const prepared = noisyPrepared(10, inputSpecification(32));
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

test('without augmentation a batch equals networkInput byte for byte', async () => {
  const { augmentation: _, ...plain } = plan;
  const [first] = await all(plain);
  const order = epochOrder(plan.mix, plan.seed, 0);
  const chosen = [0, 1, 2, 3].map((i) => order[2 * i + 1]!);
  expect(Buffer.from(first!.images.buffer)).toEqual(
    Buffer.from(networkInput(prepared, prepared.specification, chosen).buffer),
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
  const other = noisyPrepared(6, inputSpecification(32), 2);
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

test('an epoch with less than one batch, and parts of different size, are refused', () => {
  let error: unknown;
  try {
    openBatches({ ...plan, batch: 11 });
  } catch (caught) {
    error = caught;
  }
  expect(isIchorError(error) && error.code).toBe('too-few-slices');
  const small = noisyPrepared(4, inputSpecification(16));
  expect(() => openBatches({ ...plan, mix: [...plan.mix, { prepared: small, rows: [0] }] })).toThrow(
    'different specifications',
  );
});
