import { defaultLowerings, type Lowerings, portableLowerings, trainingGraph } from '@ichor/compiler';
import { openSession } from '@ichor/runtime';
import { farthestGradient } from '@ichor/testing/farthest-gradient';
import { stepFeeds } from '@ichor/testing/step-feeds';
import { expect, test } from 'vitest';
import { buildModel } from './build-model.ts';

async function stepOf(name: string, lowerings: Lowerings) {
  const objective = [{ head: 'logits', loss: 'binaryCrossEntropy', weight: 1 }] as const;
  // Of 64 px, so that the last normalization sees more than two values, between which any difference is lost.
  const { onnx, inputs } = trainingGraph(buildModel(name, { classes: 6 }), {
    batch: 2,
    size: 64,
    objective,
    lowerings,
  });
  const session = await openSession(onnx);
  const results = await session.run(stepFeeds(inputs));
  await session.dispose();
  return results;
}

// On the processor: what a GPU makes of the same graph is the proof webgpu-step. CUDA is given this graph too.
test.each(['resnet18', 'efficientnet_b0'])(
  'a step of %s written for GPUs gives what the one written for processors gives',
  async (name) => {
    const [expected, found] = [await stepOf(name, defaultLowerings), await stepOf(name, portableLowerings)];
    expect(Object.keys(found)).toEqual(Object.keys(expected));
    const { loss, gradient } = farthestGradient(expected, found);
    expect(loss).toBeLessThan(1e-5);
    expect(gradient).toBeLessThan(1e-3);
  },
);
