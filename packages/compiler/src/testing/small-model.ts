import type { Model, ParameterSpecification } from '../model.ts';
import { type Node, parameter } from '../node.ts';
import { batchNorm } from '../operations/batch-norm.ts';
import { conv2d } from '../operations/conv2d.ts';
import { dropout } from '../operations/dropout.ts';
import { globalAveragePool } from '../operations/global-average-pool.ts';
import { linear } from '../operations/linear.ts';
import { silu } from '../operations/silu.ts';

const PARAMETERS: readonly ParameterSpecification[] = [
  { name: 'stem.weight', shape: [4, 1, 3, 3], role: 'convWeight' },
  { name: 'stem.bias', shape: [4], role: 'convBias' },
  { name: 'norm.weight', shape: [4], role: 'normWeight' },
  { name: 'norm.bias', shape: [4], role: 'normBias' },
  { name: 'norm.running_mean', shape: [4], role: 'runningMean' },
  { name: 'norm.running_var', shape: [4], role: 'runningVariance' },
  { name: 'mask.weight', shape: [2, 4, 1, 1], role: 'convWeight' },
  { name: 'fc.weight', shape: [3, 4], role: 'linearWeight' },
  { name: 'fc.bias', shape: [3], role: 'linearBias' },
];

/** For tests: a convolution, normalized, a classifier of three behind a dropout, and two masks at half the image's side. */
export function smallModel(rate = 0): Model {
  const take = (name: string) => parameter(name, PARAMETERS.find((one) => one.name === name)?.shape ?? []);
  return {
    name: 'small',
    channels: 1,
    heads: [
      { name: 'classes', outputs: 3 },
      { name: 'mask', outputs: 2, stride: 2 },
    ],
    parameters: PARAMETERS,
    build: (images: Node) => {
      const options = { stride: 2, padding: 1, bias: take('stem.bias') };
      const normalized = batchNorm(conv2d(images, take('stem.weight'), options), 'norm', {
        weight: take('norm.weight'),
        bias: take('norm.bias'),
        runningMean: take('norm.running_mean'),
        runningVariance: take('norm.running_var'),
      });
      const features = silu(normalized); // [N, 4, S/2, S/2]
      const [weight, bias] = [take('fc.weight'), take('fc.bias')];
      const pooled = dropout(globalAveragePool(features), { name: 'fc', rate });
      return {
        heads: { classes: linear(pooled, weight, bias), mask: conv2d(features, take('mask.weight')) },
        features: { stem: features },
        classifier: { features, weight, bias },
      };
    },
  };
}
