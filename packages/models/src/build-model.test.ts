import { elementCount, headShape, input, isLearned } from '@ichor/compiler';
import { describe, expect, test } from 'vitest';
import { buildModel, MODEL_NAMES } from './build-model.ts';

const HEADS = { mapHead: { name: 'places', outputs: 3 }, maskHead: { name: 'masks', outputs: 2 } };

const learned = (name: string, classes: number): number =>
  buildModel(name, { classes })
    .parameters.filter(isLearned)
    .reduce((sum, { shape }) => sum + elementCount(shape), 0);

test.each([
  // Of torchvision.models, with 1000 classes.
  ['resnet18', 11_689_512],
  ['resnet34', 21_797_672],
  ['resnet50', 25_557_032],
  ['efficientnet_b0', 5_288_548],
  ['efficientnet_b4', 19_341_616],
  // Of the package that its weights come from.
  ['efficientnet_lite0', 4_652_008],
])('%s has as many parameters as the one that it is named after', (name, count) => {
  expect(learned(name, 1000)).toBe(count);
});

test.each([
  [
    'resnet18',
    [
      'conv1.weight',
      'bn1.running_mean',
      'layer2.0.downsample.0.weight',
      'layer4.1.bn2.running_var',
      'fc.bias',
    ],
  ],
  [
    'efficientnet_b4',
    [
      'features.0.0.weight',
      'features.1.0.block.0.1.running_var',
      'features.1.0.block.1.fc1.bias',
      'features.7.1.block.3.1.bias',
      'features.8.1.running_mean',
      'classifier.1.weight',
    ],
  ],
  [
    'efficientnet_lite0',
    [
      '_conv_stem.weight',
      '_blocks.0._bn1.weight',
      '_blocks.15._project_conv.weight',
      '_bn1.bias',
      '_fc.bias',
    ],
  ],
])('the parameters of %s are called as there', (name, some) => {
  const names = buildModel(name, { classes: 6 }).parameters.map((parameter) => parameter.name);
  for (const one of some) expect(names).toContain(one);
  expect(new Set(names).size).toBe(names.length);
});

describe.each(MODEL_NAMES)('%s', (name) => {
  const model = buildModel(name, { classes: 4, channels: 2, ...HEADS });
  const built = model.build(input('images', [2, 2, 96, 64]));

  test('declares its heads, each of the shape that it has', () => {
    expect(model.heads).toEqual([
      { name: 'logits', outputs: 4 },
      { name: 'places', outputs: 3, stride: 16, auxiliary: true },
      { name: 'masks', outputs: 2, stride: 4 },
    ]);
    const { heads } = model.build(input('images', [2, 2, 96, 96]));
    for (const head of model.heads) expect(heads[head.name]?.shape).toEqual(headShape(head, 2, 96));
    const auxiliary = model.parameters.filter((parameter) => parameter.auxiliary).map((one) => one.name);
    expect(auxiliary).toEqual(['places.weight', 'places.bias']);
  });

  test('returns features of 2 to 32 pixels a place by name', () => {
    const strides = Object.values(built.features).map(({ shape }) => 96 / (shape[2] ?? 0));
    expect(strides).toEqual([...strides].sort((a, b) => a - b));
    expect(new Set(strides)).toEqual(new Set([2, 4, 8, 16, 32]));
    expect(built.classifier.features).toBe(Object.values(built.features).at(-1));
  });
});

test('what an architecture has not is refused', () => {
  expect(() => buildModel('resnet18', { classes: 6, stochasticDepth: 0.1 })).toThrow(
    /resnet18: has no blocks/,
  );
});
