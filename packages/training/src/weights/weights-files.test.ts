import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readParameters } from '@ichor/compiler';
import { exists } from '@ichor/files';
import { buildModel, writeSafetensors } from '@ichor/models';
import { isIchorError } from '@ichor/notices';
import { openSession } from '@ichor/runtime';
import { hashedParameters } from '@ichor/testing/hashed-parameters';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { loadBundle, SHIPPED_BUNDLE } from '../load-bundle.ts';
import { exportWeights } from './export-weights.ts';
import { importWeights } from './import-weights.ts';
import { loadWeightsFile } from './load-weights-file.ts';

const imagenet = hashedParameters(buildModel('resnet18', { classes: 10 }), 'import');
let home: string;
let file: string;
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'ichor-weights-'));
  file = join(home, 'imagenet.safetensors');
  const surplus = { shape: [2], data: Float32Array.of(1, 2) };
  await writeFile(file, writeSafetensors(new Map(imagenet).set('head.extra', surplus)));
});
afterAll(() => rm(home, { recursive: true }));

const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => undefined,
    (error: unknown) => isIchorError(error) && error.code,
  );

test('an import says what a run would draw, and keeps the head that was given', async () => {
  const to = join(home, 'imported.safetensors');
  const { replaced, missing, surplus, adapted, tensors } = await importWeights(file, to, {
    architecture: 'resnet18',
  });
  expect({ replaced, missing, surplus, adapted }).toEqual({
    replaced: ['fc.weight', 'fc.bias'],
    missing: [],
    surplus: ['head.extra'],
    adapted: undefined,
  });
  const { weights } = await loadWeightsFile(to, 'resnet18');
  expect([weights.size, tensors]).toEqual([imagenet.size, imagenet.size]);
  for (const name of ['conv1.weight', 'layer4.1.bn2.running_var', 'fc.weight'])
    expect(weights.get(name)).toEqual(imagenet.get(name));
});

test('an import folds the input of the makers, and that of the networks here, into the first layer', async () => {
  const to = join(home, 'folded.safetensors');
  const scaling = { mean: [0.5, 0.25, 0.125], deviation: [0.5, 0.25, 0.125] };
  await importWeights(file, to, { architecture: 'resnet18', channels: 1, scaling });
  const { weights } = await loadWeightsFile(to, 'resnet18');
  const [kernels, means] = [weights.get('conv1.weight')!, weights.get('bn1.running_mean')!];
  expect(kernels.shape).toEqual([64, 1, 7, 7]);
  // Of a grey picture of one value x everywhere, which networks here are shown as v = (x - 0.25) / 0.25.
  const x = 0.7;
  const v = (x - 0.25) / 0.25;
  for (const out of [0, 63]) {
    const sum = (data: Float32Array, from: number, count: number) =>
      data.subarray(from, from + count).reduce((a, b) => a + b, 0);
    const before = imagenet.get('conv1.weight')!.data;
    const theirs = scaling.mean.reduce(
      (all, mean, c) => all + (sum(before, (out * 3 + c) * 49, 49) * (x - mean)) / scaling.deviation[c]!,
      -imagenet.get('bn1.running_mean')!.data[out]!,
    );
    const ours = sum(kernels.data, out * 49, 49) * v - means.data[out]!;
    expect(ours).toBeCloseTo(theirs, 3);
  }
});

test('an import of another network, or with means that do not fit its channels, is refused', async () => {
  const to = join(home, 'never.safetensors');
  expect(await codeOf(importWeights(file, to, { architecture: 'resnet50' }))).toBe('init-does-not-fit');
  const scaling = { mean: [0.5], deviation: [0.5] };
  const work = importWeights(file, to, { architecture: 'resnet18', scaling });
  expect(await codeOf(work)).toBe('init-does-not-fit');
  expect(await exists(to)).toBe(false);
});

test('a bundle is exported in both formats with the weights that it has, and its ONNX file reads as it does', async () => {
  const { bundle, model } = await loadBundle(SHIPPED_BUNDLE);
  const own = readParameters(model);
  for (const end of ['safetensors', 'onnx']) {
    const to = join(home, `exported.${end}`);
    const { architecture, tensors } = await exportWeights(SHIPPED_BUNDLE, to);
    expect(architecture).toBe(bundle.architecture.name);
    const { weights } = await loadWeightsFile(to, architecture);
    expect(weights.size).toBe(tensors);
    for (const name of ['conv1.weight', 'layer4.1.bn2.running_var', 'fc.weight'])
      expect(weights.get(name)).toEqual(own.get(name));
  }
  const { size } = bundle.input;
  const images = { shape: [2, 3, size, size], data: new Float32Array(6 * size * size).fill(0.5) };
  const logits = async (onnx: Uint8Array) => {
    const session = await openSession(onnx);
    const results = await session.run({ images });
    await session.dispose();
    return results.logits!;
  };
  const exported = await logits(await readFile(join(home, 'exported.onnx')));
  const expected = await logits(model);
  expect(exported.shape).toEqual([2, 6]);
  for (const [i, value] of expected.data.entries()) expect(exported.data[i]).toBeCloseTo(value, 4);
});

test('a file says what its weights were trained on, where that is known, and a saying that does not fit is refused', async () => {
  const { bundle } = await loadBundle(SHIPPED_BUNDLE);
  const { schema, name, provenance } = bundle;
  const exported = await loadWeightsFile(join(home, 'exported.safetensors'), 'resnet18');
  expect(exported.origin).toEqual({ schema, name, provenance });
  expect((await loadWeightsFile(file, 'resnet18')).origin).toBe(undefined);
  const bent = join(home, 'bent.safetensors');
  for (const text of ['{', '{"schema": "ichor.bundle/0"}']) {
    await writeFile(bent, writeSafetensors(imagenet, { 'ichor.origin': text }));
    expect(await codeOf(loadWeightsFile(bent, 'resnet18'))).toBe('weights-unreadable');
  }
});

test('a folder without run or bundle is refused', async () => {
  expect(await codeOf(exportWeights(home, join(home, 'x.onnx')))).toBe('bundle-not-found');
});
