import { Rng } from '@ichor/ct';
import { hashedParameters } from '@ichor/testing/hashed-parameters';
import { expect, test } from 'vitest';
import { buildModel } from '../build-model.ts';
import { initialParameters } from '../initial-parameters.ts';
import { fitWeights } from './fit-weights.ts';

const model = buildModel('resnet18', { classes: 6, mapHead: { name: 'regions', outputs: 7 } });
const imagenet = hashedParameters(buildModel('resnet18', { classes: 1000 }), 'fit');
const uniform = () => {
  const rng = Rng.of(3, 'fit');
  return () => rng.uniform();
};
const drawn = initialParameters(model, uniform());

test('the layers are taken over, and heads of other classes or that are missing are drawn', () => {
  const { parameters, missing, surplus, replaced, adapted } = fitWeights(model, imagenet, uniform());
  expect([...parameters.keys()]).toEqual(model.parameters.map(({ name }) => name));
  expect(replaced).toEqual(['fc.weight', 'fc.bias']);
  expect(missing).toEqual(['regions.weight', 'regions.bias']);
  expect([surplus, adapted]).toEqual([[], undefined]);
  for (const [name, tensor] of parameters) {
    const isHead = name.startsWith('fc.') || name.startsWith('regions.');
    const { data = new Float32Array() } = (isHead ? drawn : imagenet).get(name) ?? {};
    expect(
      tensor.data.every((value, i) => value === data[i]),
      name,
    ).toBe(true);
  }
  // An optimizer writes into the parameters: what was given must not change with them.
  expect(parameters.get('conv1.weight')!.data).not.toBe(imagenet.get('conv1.weight')!.data);
});

test('a head that fits is kept, and one that the model has not is surplus', () => {
  const own = hashedParameters(model, 'own');
  const { surplus, replaced, missing, parameters } = fitWeights(
    buildModel('resnet18', { classes: 6 }),
    own,
    uniform(),
  );
  expect([surplus, replaced, missing]).toEqual([['regions.weight', 'regions.bias'], [], []]);
  expect(parameters.get('fc.weight')).toEqual(own.get('fc.weight'));
});

test('the first convolution is adapted to the channels of the model', () => {
  const grey = buildModel('resnet18', { classes: 1000, channels: 1 });
  const { adapted, parameters } = fitWeights(grey, imagenet, uniform());
  expect(adapted).toEqual({ name: 'conv1.weight', from: 3, to: 1 });
  expect(parameters.get('conv1.weight')!.shape).toEqual([64, 1, 7, 7]);
});

test('layers that are missing, surplus or of another shape are all named, with both shapes', () => {
  const wrong = new Map(imagenet);
  wrong.delete('layer1.0.conv1.weight');
  wrong.delete('bn1.bias');
  wrong.set('layer2.0.conv1.weight', { shape: [128, 32, 3, 3], data: new Float32Array(128 * 32 * 9) });
  wrong.set('layer1.9.extra', { shape: [2], data: new Float32Array(2) });
  expect(() => fitWeights(model, wrong, uniform())).toThrow(
    'weights: are not of resnet18: bn1.bias [64] is missing; layer1.0.conv1.weight [64,64,3,3] is missing; layer2.0.conv1.weight is [128,32,3,3] instead of [128,64,3,3]; layer1.9.extra [2] is surplus',
  );
});

test("another network's weights are refused, also where all of the model's layers are among them", () => {
  // A ResNet-34 has every layer of a ResNet-18, in the same shape, and more.
  const deeper = hashedParameters(buildModel('resnet34', { classes: 6 }), 'fit');
  expect(() => fitWeights(model, deeper, uniform())).toThrow(
    /are not of resnet18: layer1\.2\.conv1\.weight \[64,64,3,3\] is surplus/,
  );
  expect(() => fitWeights(buildModel('efficientnet_b0', { classes: 6 }), imagenet, uniform())).toThrow(
    /features\.0\.0\.weight \[32,3,3,3\] is missing; .*conv1\.weight \[64,3,7,7\] is surplus/,
  );
});
