import { CompilerError, type Model } from '@ichor/compiler';

/** Names of what an image meets first: a convolution's kernels, and the running mean of the norm that follows it. */
export interface FirstLayer {
  /** Of the kernels [out, in, k, k]. */
  readonly kernels: string;
  /** [out] */
  readonly runningMean: string;
}

/** @throws CompilerError where the model begins with something else */
export function firstLayer(model: Model): FirstLayer {
  const [kernels, , , runningMean] = model.parameters;
  if (kernels?.role !== 'convWeight' || runningMean?.role !== 'runningMean')
    throw new CompilerError(model.name, 'does not begin with a convolution and its norm');
  return { kernels: kernels.name, runningMean: runningMean.name };
}
