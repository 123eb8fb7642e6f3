import type { Tensor } from '@ichor/compiler';
import { expect, test } from 'vitest';
import { buildModel } from '../build-model.ts';
import { renameWeights } from './rename-weights.ts';

const named = (names: readonly string[]): Map<string, Tensor> =>
  new Map(names.map((name, i) => [name, { shape: [1], data: Float32Array.of(i) }]));

const NORM = ['weight', 'bias', 'running_mean', 'running_var', 'num_batches_tracked'];

/** The names of timm's EfficientNet with so many blocks a stage. */
function timmNames(blocks: readonly number[]): string[] {
  const convolution = (path: string, norm: string, of: string): string[] => [
    `${path}.weight`,
    ...NORM.map((one) => `${of}${norm}.${one}`),
  ];
  const squeeze = (of: string): string[] =>
    ['conv_reduce', 'conv_expand'].flatMap((layer) =>
      ['weight', 'bias'].map((one) => `${of}se.${layer}.${one}`),
    );
  return [
    ...convolution('conv_stem', 'bn1', ''),
    ...blocks.flatMap((count, stage) =>
      Array.from({ length: count }, (_, block) => `blocks.${stage}.${block}.`).flatMap((of) =>
        stage === 0
          ? [
              ...convolution(`${of}conv_dw`, 'bn1', of),
              ...squeeze(of),
              ...convolution(`${of}conv_pw`, 'bn2', of),
            ]
          : [
              ...convolution(`${of}conv_pw`, 'bn1', of),
              ...convolution(`${of}conv_dw`, 'bn2', of),
              ...squeeze(of),
              ...convolution(`${of}conv_pwl`, 'bn3', of),
            ],
      ),
    ),
    ...convolution('conv_head', 'bn2', ''),
    'classifier.weight',
    'classifier.bias',
  ];
}

test.each([
  ['efficientnet_b0', [1, 2, 2, 3, 3, 4, 1]],
  ['efficientnet_b4', [2, 4, 4, 6, 6, 8, 2]],
])("timm's names of %s become ours, in their order", (name, blocks) => {
  const ours = buildModel(name, { classes: 6 }).parameters.map((one) => one.name);
  expect([...renameWeights(name, named(timmNames(blocks))).keys()]).toEqual(ours);
});

test('each of the layers of a block gets its place', () => {
  const renamed = renameWeights(
    'efficientnet_b0',
    named([
      'conv_stem.weight',
      'blocks.0.0.conv_pw.weight',
      'blocks.3.2.se.conv_expand.bias',
      'blocks.6.0.bn3.running_var',
      'other.weight',
    ]),
  );
  expect([...renamed.keys()]).toEqual([
    'features.0.0.weight',
    'features.1.0.block.2.0.weight',
    'features.4.2.block.2.fc2.bias',
    'features.7.0.block.3.1.running_var',
    'other.weight',
  ]);
});

test.each([
  ['resnet50', ['conv1.weight', 'layer1.0.downsample.0.weight', 'fc.bias']],
  ['efficientnet_b4', ['features.0.0.weight', 'classifier.1.weight']],
  ['efficientnet_lite0', ['_conv_stem.weight', '_blocks.0._bn1.weight', '_fc.bias']],
])('names that %s has already stay', (architecture, names) => {
  expect([...renameWeights(architecture, named([...names, 'bn1.num_batches_tracked'])).keys()]).toEqual(
    names,
  );
});

test('a network trained on several devices loses what stands before every name, and only what stands before every one', () => {
  const renamed = renameWeights('efficientnet_b0', named(['module.conv_stem.weight', 'module.bn1.bias']));
  expect([...renamed.keys()]).toEqual(['features.0.0.weight', 'features.0.1.bias']);
  expect([...renameWeights('resnet50', named(['module.fc.bias', 'fc.bias'])).keys()]).toEqual([
    'module.fc.bias',
    'fc.bias',
  ]);
});

test('two weights of one name are refused', () => {
  const both = named(['conv_stem.weight', 'classifier.bias', 'classifier.1.bias']);
  expect(() => renameWeights('efficientnet_b0', both)).toThrow(/^classifier\.1\.bias: is the name of two/);
});
