import { batchNorm, conv2d, type Model, parameter } from '@ichor/compiler';

/** For tests: a convolution with zeros about the image, its norm, and nothing else: what comes out is the head `map`. */
export const oneLayerModel: Model = (() => {
  const names = ['weight', 'bias', 'running_mean', 'running_var'].map((name) => `norm.${name}`);
  const roles = ['normWeight', 'normBias', 'runningMean', 'runningVariance'] as const;
  const parameters = [
    { name: 'first.weight', shape: [4, 3, 3, 3], role: 'convWeight' as const },
    ...roles.map((role, i) => ({ name: names[i] ?? '', shape: [4], role })),
  ];
  return {
    name: 'one layer',
    channels: 3,
    heads: [{ name: 'map', outputs: 4, stride: 1 }],
    parameters,
    build: (images) => {
      const [kernels, weight, bias, runningMean, runningVariance] = parameters.map(({ name, shape }) =>
        parameter(name, shape),
      );
      const y = conv2d(images, kernels!, { padding: 1 });
      const map = batchNorm(y, 'norm', {
        weight: weight!,
        bias: bias!,
        runningMean: runningMean!,
        runningVariance: runningVariance!,
      });
      return { heads: { map }, features: {}, classifier: { features: map, weight: weight!, bias: bias! } };
    },
  };
})();
