import {
  adam,
  elementCount,
  inferenceGraph,
  isLearned,
  lossName,
  moveRunningStatistics,
  type Objective,
  trainingGraph,
  truthName,
} from '@ichor/compiler';
import { Rng } from '@ichor/ct';
import { openSession } from '@ichor/runtime';
import { expect, test } from 'vitest';
import { buildModel, MODEL_NAMES } from './build-model.ts';
import { initialParameters } from './initial-parameters.ts';

const [BATCH, SIZE, STEPS] = [8, 32, 3];
const OBJECTIVE: Objective = [
  { head: 'logits', loss: 'binaryCrossEntropy', weight: 1 },
  { head: 'masks', loss: 'binaryCrossEntropy', weight: 1 },
];

test.each(MODEL_NAMES)(
  '%s learns a batch of 8 with every parameter, and reads as it was trained',
  {
    timeout: 180_000,
  },
  async (name) => {
    const model = buildModel(name, {
      classes: 3,
      channels: 1,
      maskHead: { name: 'masks', outputs: 2 },
    });
    const rng = Rng.of(1, name);
    const parameters = initialParameters(model, () => rng.uniform());
    const graph = trainingGraph(model, { batch: BATCH, size: SIZE, objective: OBJECTIVE });
    const session = await openSession(graph.onnx);
    const given = Object.fromEntries(
      graph.inputs
        .filter((one) => !parameters.has(one.name))
        .map((one) => {
          const isTruth = one.name.startsWith(truthName(''));
          const draw = () => (isTruth ? Number(rng.uniform() < 0.3) : rng.uniform());
          return [one.name, { shape: one.shape, data: new Float32Array(elementCount(one.shape)).map(draw) }];
        }),
    );
    const learned = model.parameters.filter(isLearned).map((one) => ({
      name: one.name,
      tensor: parameters.get(one.name)!,
      slots: [0, 1].map(() => new Float32Array(elementCount(one.shape))),
    }));
    const losses: number[] = [];
    const withGradient = new Set<string>();
    for (let step = 1; step <= STEPS; step++) {
      const results = new Map(
        Object.entries(
          await session.run({
            ...given,
            ...Object.fromEntries(learned.map((one) => [one.name, one.tensor])),
          }),
        ),
      );
      losses.push(OBJECTIVE.reduce((sum, { head }) => sum + results.get(lossName(head))!.data[0]!, 0));
      for (const one of learned) {
        const gradient = results.get(`gradient/${one.name}`)!.data;
        expect(gradient.every(Number.isFinite), one.name).toBe(true);
        if (gradient.some((value) => value !== 0)) withGradient.add(one.name);
        adam().update(one.tensor.data, gradient, one.slots, { rate: 1e-3, step });
      }
      moveRunningStatistics(graph.norms, parameters, results);
    }
    await session.dispose();
    expect([...withGradient].sort()).toEqual(learned.map((one) => one.name).sort());
    expect(losses.at(-1)).toBeLessThan(losses[0]!);

    const reader = await openSession(inferenceGraph(model, parameters, { batch: 'dynamic', size: SIZE }));
    const read = await reader.run({
      images: { shape: [2, 1, SIZE, SIZE], data: given.images!.data.slice(0, 2 * SIZE * SIZE) },
    });
    await reader.dispose();
    expect(read.logits!.shape).toEqual([2, 3]);
    for (const { data } of Object.values(read)) expect(data.every(Number.isFinite)).toBe(true);
  },
);
