import {
  batchNorm,
  conv2d,
  globalAveragePool,
  linear,
  type Model,
  type Node,
  type ParameterSpecification,
  parameter,
  relu,
} from '@ichor/compiler';
import { HEMORRHAGE_TYPES } from '@ichor/ct';
import { CLASSIFIER_HEAD } from '../heads.ts';

/** For tests: one convolution, normalized, and a classifier of six. */
export const tinyModel: Model = (() => {
  const [channels, types] = [8, HEMORRHAGE_TYPES.length];
  const parameters: ParameterSpecification[] = [
    { name: 'conv1.weight', shape: [channels, 3, 5, 5], role: 'convWeight' },
    { name: 'bn1.weight', shape: [channels], role: 'normWeight' },
    { name: 'bn1.bias', shape: [channels], role: 'normBias' },
    { name: 'bn1.running_mean', shape: [channels], role: 'runningMean' },
    { name: 'bn1.running_var', shape: [channels], role: 'runningVariance' },
    { name: 'fc.weight', shape: [types, channels], role: 'linearWeight' },
    { name: 'fc.bias', shape: [types], role: 'linearBias' },
  ];
  const take = (name: string) => parameter(name, parameters.find((p) => p.name === name)!.shape);
  return {
    name: 'tiny',
    channels: 3,
    heads: [{ name: CLASSIFIER_HEAD, outputs: types }],
    parameters,
    build: (images: Node) => {
      const features = relu(
        batchNorm(conv2d(images, take('conv1.weight'), { stride: 2, dilation: 1, padding: 2 }), 'bn1', {
          weight: take('bn1.weight'),
          bias: take('bn1.bias'),
          runningMean: take('bn1.running_mean'),
          runningVariance: take('bn1.running_var'),
        }),
      );
      const [weight, bias] = [take('fc.weight'), take('fc.bias')];
      const logits = linear(globalAveragePool(features), weight, bias);
      return {
        heads: { [CLASSIFIER_HEAD]: logits },
        features: { conv1: features },
        classifier: { features, weight, bias },
      };
    },
  };
})();
