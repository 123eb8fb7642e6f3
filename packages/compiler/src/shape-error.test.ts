import { expect, test } from 'vitest';
import { input, parameter } from './node.ts';
import { add } from './operations/add.ts';
import { averagePool } from './operations/average-pool.ts';
import { batchNorm } from './operations/batch-norm.ts';
import { concat } from './operations/concat.ts';
import { conv2d } from './operations/conv2d.ts';
import { globalAveragePool } from './operations/global-average-pool.ts';
import { linear } from './operations/linear.ts';
import { maxPool } from './operations/max-pool.ts';
import { multiply } from './operations/multiply.ts';
import { relu } from './operations/relu.ts';
import { upsample } from './operations/upsample.ts';

const images = input('images', [2, 3, 8, 8]);
const first = relu(conv2d(images, parameter('layer3.0.conv1.weight', [4, 3, 3, 3]), { padding: 1 }));

test('a convolution that does not fit names its layer, its operator and both shapes', () => {
  expect(() => conv2d(first, parameter('layer3.0.conv2.weight', [4, 8, 3, 3]))).toThrow(
    'layer3.0.conv2, conv2d: takes [N, C, H, W] and square kernels [K, C / 1, k, k], not [2, 4, 8, 8] of layer3.0.conv1 and [4, 8, 3, 3] of layer3.0.conv2.weight',
  );
  const weight = parameter('layer3.0.conv2.weight', [4, 4, 3, 3]);
  expect(() => conv2d(first, weight, { bias: parameter('layer3.0.conv2.bias', [5]) })).toThrow(
    /layer3\.0\.conv2, conv2d: .* \[5\] of layer3\.0\.conv2\.bias/,
  );
  expect(() => conv2d(first, parameter('deep.weight', [4, 4, 9, 9]))).toThrow(/deep, conv2d: .* has a place/);
  expect(() => conv2d(first, weight, { groups: 3 })).toThrow(/layer3\.0\.conv2, conv2d/);
  expect(() => conv2d(first, weight, { padding: -1 })).toThrow(/cannot pad by -1/);
});

test('a norm and a classifier that do not fit are named as well', () => {
  const four = parameter('layer3.0.bn1.weight', [4]);
  const five = parameter('layer3.0.bn1.running_mean', [5]);
  const parameters = { weight: four, bias: four, runningMean: five, runningVariance: five };
  expect(() => batchNorm(first, 'layer3.0.bn1', parameters)).toThrow(
    /layer3\.0\.bn1, batchNorm: .* \[2, 4, 8, 8\] .* \[5\] of layer3\.0\.bn1\.running_mean/,
  );
  const pooled = globalAveragePool(first);
  expect(() => linear(pooled, parameter('fc.weight', [6, 5]), parameter('fc.bias', [6]))).toThrow(
    /^fc, linear: .* \[2, 4\] of layer3\.0\.conv1 and \[6, 5\] of fc\.weight/,
  );
});

test('an operator without parameters is named by the layer that it follows', () => {
  const second = conv2d(images, parameter('layer3.0.downsample.0.weight', [5, 3, 1, 1]));
  for (const [name, build] of [
    ['add', () => add(first, second)],
    ['multiply', () => multiply(first, second)],
  ] as const)
    expect(build).toThrow(
      new RegExp(
        `after layer3\\.0\\.conv1, ${name}: .* \\[2, 4, 8, 8\\] of layer3\\.0\\.conv1 and \\[2, 5, 8, 8\\] of layer3\\.0\\.downsample\\.0`,
      ),
    );
  const small = maxPool(second, { kernel: 2, stride: 2, padding: 0 });
  expect(() => concat([first, small])).toThrow(/after layer3\.0\.conv1, concat: .* \[2, 5, 4, 4\]/);
  expect(() => concat([])).toThrow(/one value at least/);
  const pooled = globalAveragePool(first);
  expect(() => globalAveragePool(pooled)).toThrow(/globalAveragePool: takes \[N, C, H, W\], not \[2, 4\]/);
  expect(() => upsample(first, { factor: 1.5, mode: 'nearest' })).toThrow(/upsample: .*1\.5/);
  expect(() => averagePool(first, { kernel: 2, stride: 1, padding: 2 })).toThrow(/averagePool: /);
  expect(() => averagePool(first, { kernel: 9, stride: 1 })).toThrow(/averagePool: /);
  expect(() => maxPool(first, { kernel: 9, stride: 1, padding: 0 })).toThrow(/maxPool: /);
});
