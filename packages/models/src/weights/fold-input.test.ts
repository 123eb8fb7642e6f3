import { inferenceGraph, type Tensor } from '@ichor/compiler';
import { openSession } from '@ichor/runtime';
import { hashedParameters, hashedUniform } from '@ichor/testing/hashed-parameters';
import { expect, test } from 'vitest';
import { firstLayer } from './first-layer.ts';
import { foldInput } from './fold-input.ts';
import { oneLayerModel as model } from './testing/one-layer-model.ts';

const SIZE = 8;
const SCALING = { mean: [0.485, 0.456, 0.406], deviation: [0.229, 0.224, 0.225] };

const weights = hashedParameters(model, 'fold');
const image = Float32Array.from(hashedUniform('fold', 'x', 3 * SIZE * SIZE));

async function activations(
  parameters: ReadonlyMap<string, Tensor>,
  data: Float32Array,
): Promise<Float32Array> {
  const session = await openSession(inferenceGraph(model, parameters, { batch: 1, size: SIZE }));
  const { map } = await session.run({ images: { shape: [1, 3, SIZE, SIZE], data } });
  await session.dispose();
  return map!.data;
}

test('away from the border the network gives what it gave of the scaled image; at it, the padding is told', async () => {
  const scaled = image.map((x, i) => {
    const channel = Math.floor(i / (SIZE * SIZE));
    return (x - SCALING.mean[channel]!) / SCALING.deviation[channel]!;
  });
  const before = await activations(weights, scaled);
  const folded = foldInput(weights, firstLayer(model), SCALING);
  const after = await activations(folded, image);
  const { data: kernels } = weights.get('first.weight')!;
  const at = (values: Float32Array, out: number, row: number, column: number) =>
    values[(out * SIZE + row) * SIZE + column]!;
  for (let out = 0; out < 4; out++) {
    for (let row = 1; row < SIZE - 1; row++)
      for (let column = 1; column < SIZE - 1; column++)
        expect(at(after, out, row, column)).toBeCloseTo(at(before, out, row, column), 4);
    // In the upper left corner five of the nine taps lie on padding.
    let padding = 0;
    for (let channel = 0; channel < 3; channel++)
      for (const tap of [0, 1, 2, 3, 6])
        padding +=
          (kernels[(out * 3 + channel) * 9 + tap]! * SCALING.mean[channel]!) / SCALING.deviation[channel]!;
    const gain =
      weights.get('norm.weight')!.data[out]! / Math.sqrt(weights.get('norm.running_var')!.data[out]!);
    expect(at(after, out, 0, 0)).toBeCloseTo(at(before, out, 0, 0) - padding * gain, 3);
  }
});

test('all other weights stay, and those that were given are not changed', () => {
  const kernels = Float32Array.from(weights.get('first.weight')!.data);
  const folded = foldInput(weights, firstLayer(model), SCALING);
  expect(weights.get('first.weight')!.data).toEqual(kernels);
  for (const name of ['norm.weight', 'norm.bias', 'norm.running_var'])
    expect(folded.get(name)).toBe(weights.get(name));
});

test('means and deviations that do not fit the channels are refused, and weights without the first layer', () => {
  const first = firstLayer(model);
  for (const scaling of [
    { mean: [0], deviation: [1] },
    { mean: [0, 0, 0], deviation: [1, 1, 0] },
    { mean: [0, 0, Number.NaN], deviation: [1, 1, 1] },
  ])
    expect(() => foldInput(weights, first, scaling)).toThrow(
      /^first\.weight: takes 3 channels: a mean and a deviation/,
    );
  expect(() => foldInput(new Map(), first, SCALING)).toThrow(
    /^first\.weight, norm\.running_mean: are not among/,
  );
});
