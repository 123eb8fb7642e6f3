import { inferenceGraph, readParameters, type Tensor } from '@ichor/compiler';
import { openSession } from '@ichor/runtime';
import { hashedParameters, hashedUniform } from '@ichor/testing/hashed-parameters';
import { expect, test } from 'vitest';
import { buildModel } from './build-model.ts';

const SIZE = 64;
const model = buildModel('resnet18', { classes: 6 });
const parameters = hashedParameters(model, 'inference');
const imagesOf = (batch: number): Tensor => ({
  shape: [batch, 3, SIZE, SIZE],
  data: Float32Array.from(hashedUniform('inference', 'x', batch * 3 * SIZE * SIZE), (u) => 2 * u - 1),
});

async function read(options: Partial<Parameters<typeof inferenceGraph>[2]>, images: Tensor) {
  const onnx = inferenceGraph(model, parameters, { batch: 'dynamic', size: SIZE, ...options });
  const session = await openSession(onnx);
  const results = await session.run({ images });
  await session.dispose();
  return results as { logits: Tensor; cam: Tensor };
}

const farthest = (a: Float32Array, b: Float32Array): number =>
  a.reduce((most, value, i) => Math.max(most, Math.abs(value - (b[i] ?? Number.NaN))), 0);

test('one file reads any number of images, each as if it were alone', async () => {
  const images = imagesOf(3);
  const together = await read({}, images);
  expect(together.logits.shape).toEqual([3, 6]);
  const one = { shape: [1, 3, SIZE, SIZE], data: images.data.slice(0, 3 * SIZE * SIZE) };
  const alone = await read({ batch: 1 }, one);
  expect(farthest(alone.logits.data, together.logits.data.slice(0, 6))).toBeLessThan(1e-5);
});

test('the mean of a class activation map is its logit', async () => {
  const { logits, cam } = await read({ cam: true }, imagesOf(2));
  expect(cam.shape).toEqual([2, 6, 2, 2]);
  logits.data.forEach((logit, i) => {
    const map = cam.data.subarray(4 * i, 4 * i + 4);
    expect(map.reduce((a, b) => a + b, 0) / 4).toBeCloseTo(logit, 4);
  });
});

test('half precision and eight bits read nearly what single precision reads, from a smaller file', async () => {
  const images = imagesOf(2);
  const exact = (await read({}, images)).logits.data;
  const scale = Math.max(...exact.map(Math.abs));
  const half = (await read({ weights: 'float16' }, images)).logits.data;
  const eight = (await read({ weights: 'int8' }, images)).logits.data;
  expect(farthest(half, exact)).toBeLessThan(0.01 * scale);
  expect(farthest(eight, exact)).toBeLessThan(0.1 * scale);
  const bytes = (weights: 'float32' | 'float16' | 'int8') =>
    inferenceGraph(model, parameters, { batch: 1, size: SIZE, weights }).length;
  expect(bytes('float16') / bytes('float32')).toBeLessThan(0.51);
  expect(bytes('int8') / bytes('float32')).toBeLessThan(0.27);
});

test('every parameter and running statistic comes back from the file under its name', () => {
  const exact = readParameters(inferenceGraph(model, parameters, { batch: 1, size: SIZE }));
  const half = readParameters(
    inferenceGraph(model, parameters, { batch: 1, size: SIZE, weights: 'float16' }),
  );
  expect([...exact.keys()].sort()).toEqual([...parameters.keys()].sort());
  for (const [name, { shape, data }] of parameters) {
    expect(exact.get(name)).toEqual({ shape, data });
    expect(farthest(half.get(name)?.data ?? new Float32Array(), data)).toBeLessThan(1e-3);
  }
});

test('parameters are the same from a Buffer, which is what reading a file gives', () => {
  for (const weights of ['float32', 'float16', 'int8'] as const) {
    const onnx = inferenceGraph(model, parameters, { batch: 1, size: SIZE, weights });
    const fromFile = readParameters(Buffer.from(onnx));
    for (const [name, { data }] of readParameters(onnx))
      expect(farthest(data, fromFile.get(name)?.data ?? new Float32Array())).toBe(0);
  }
});

test('a parameter that is missing or has another shape is named', () => {
  const without = new Map(parameters);
  without.delete('layer1.0.conv1.weight');
  const options = { batch: 1, size: SIZE };
  expect(() => inferenceGraph(model, without, options)).toThrow(/layer1.0.conv1.weight: is missing/);
  const wrong = new Map(parameters).set('fc.bias', { shape: [5], data: new Float32Array(5) });
  expect(() => inferenceGraph(model, wrong, options)).toThrow(/fc.bias: has shape \[5\] instead of \[6\]/);
});
