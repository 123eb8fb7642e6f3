import { Rng } from '@ichor/ct';
import { expect, test } from 'vitest';
import { buildModel } from './build-model.ts';
import { initialParameters } from './initial-parameters.ts';

const draw = (seed: number) => {
  const rng = Rng.of(seed);
  return initialParameters(buildModel('resnet18', { classes: 6 }), () => rng.uniform());
};

const start = draw(1);

test('the same seed gives the same start, another seed another', () => {
  const [a, b, c] = [start, draw(1), draw(2)].map((drawn) => drawn.get('layer3.1.conv2.weight')?.data);
  expect(a).toEqual(b);
  expect(a).not.toEqual(c);
});

test('kernels have the spread that keeps the size of gradients (fan out)', () => {
  for (const [name, fanOut] of [
    ['conv1.weight', 64 * 49],
    ['layer4.0.conv1.weight', 512 * 9],
  ] as const) {
    const data = start.get(name)?.data ?? new Float32Array();
    const variance = data.reduce((sum, value) => sum + value * value, 0) / data.length;
    expect(variance / (2 / fanOut)).toBeCloseTo(1, 1);
  }
});

test('norms begin as the identity', () => {
  expect(new Set(start.get('bn1.weight')?.data)).toEqual(new Set([1]));
  expect(new Set(start.get('bn1.bias')?.data)).toEqual(new Set([0]));
  expect(new Set(start.get('bn1.running_mean')?.data)).toEqual(new Set([0]));
  expect(new Set(start.get('bn1.running_var')?.data)).toEqual(new Set([1]));
});

test('an unknown architecture is refused, and the known ones are named', () => {
  expect(() => buildModel('resnet17', { classes: 6 })).toThrow(/resnet17: .* resnet18, resnet34, resnet50/);
});
