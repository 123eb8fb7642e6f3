import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { openSession } from '@ichor/runtime';
import { expect, test } from 'vitest';
import { compareWithReference } from './reference-comparison.ts';
import { type ReferenceCase, type ReferenceNumbers, referenceRun } from './reference-run.ts';
import { RESNET_NAMES, resnet } from './residual-network.ts';

const reference = (name: string): ReferenceCase & { float64: ReferenceNumbers; float32: ReferenceNumbers } =>
  JSON.parse(
    gunzipSync(readFileSync(new URL(`../../../fixtures/golden/${name}.json.gz`, import.meta.url))).toString(),
  );

test('ResNet-50 at 64 px equals PyTorch in logits, loss, gradients, running statistics and five steps of Adam', async () => {
  const golden = reference('resnet50-64');
  const ours = await referenceRun(resnet('resnet50'), golden, golden.float64.losses.length, openSession);
  for (const { name, found, allowed } of compareWithReference(ours, golden.float64, golden.float32))
    expect(found, name).toBeLessThanOrEqual(allowed);
});

test("parameters have torchvision's names and numbers", () => {
  const count = (name: 'resnet18' | 'resnet50', classes: number) =>
    resnet(name, { classes })
      .parameters.filter(({ role }) => !role.startsWith('running'))
      .reduce((sum, { shape }) => sum + shape.reduce((a, b) => a * b, 1), 0);
  // Of torchvision.models, with 1000 classes.
  expect(count('resnet18', 1000)).toBe(11_689_512);
  expect(count('resnet50', 1000)).toBe(25_557_032);
  const names = resnet('resnet18').parameters.map(({ name }) => name);
  expect(names).toContain('conv1.weight');
  expect(names).toContain('bn1.running_mean');
  expect(names).toContain('layer2.0.downsample.0.weight');
  expect(names).toContain('layer4.1.bn2.running_var');
  expect(names).toContain('fc.bias');
  expect(new Set(names).size).toBe(names.length);
});

test('every member of the family halves its maps five times', () => {
  for (const name of RESNET_NAMES) {
    const model = resnet(name, { classes: 6, channels: 1 });
    const images = { kind: 'input', name: 'images', shape: [2, 1, 96, 96], inputs: [] } as const;
    expect(model.build(images).logits.shape).toEqual([2, 6]);
    expect(model.build(images).features.layer4?.shape.slice(2)).toEqual([3, 3]);
  }
});
