import { elementCount, type Model, type ParameterSpecification, type Tensor } from '@ichor/compiler';

/**
 * A random start, as torchvision makes it: kernels Gaussian with variance 2 / (out channels x k x k) (He et al. 2015,
 * fan out; depthwise ones too), linear layers uniform within the bound that the model states, norms at weight 1 and bias 0,
 * running mean 0 and variance 1.
 * @param uniform draws from [0, 1); parameters are drawn in the model's order
 */
export function initialParameters(model: Model, uniform: () => number): Map<string, Tensor> {
  return new Map(
    model.parameters.map((specification) => [
      specification.name,
      { shape: specification.shape, data: draw(specification, uniform) },
    ]),
  );
}

function draw({ shape, role, bound }: ParameterSpecification, uniform: () => number): Float32Array {
  const data = new Float32Array(elementCount(shape));
  switch (role) {
    case 'convWeight': {
      const [out = 0, , rows = 0, columns = 0] = shape;
      const deviation = Math.sqrt(2 / (out * rows * columns));
      return data.map(() => deviation * gaussian(uniform));
    }
    case 'linearWeight': {
      const within = bound ?? (shape[1] ?? 1) ** -0.5;
      return data.map(() => (2 * uniform() - 1) * within);
    }
    case 'linearBias':
      return !bound ? data : data.map(() => (2 * uniform() - 1) * bound);
    case 'normWeight':
    case 'runningVariance':
      return data.fill(1);
    case 'convBias':
    case 'normBias':
    case 'runningMean':
      return data;
  }
}

/** Box-Muller, one value a pair of draws. */
const gaussian = (uniform: () => number): number =>
  Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
