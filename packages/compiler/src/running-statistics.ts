import { CompilerError } from './compiler-error.ts';
import type { ParameterMap, Tensor } from './tensor.ts';
import type { NormStatistics } from './training-graph.ts';

/**
 * Moves the running statistics towards those of the batch, in place: the mean, and the unbiased variance, which is
 * n / (n - 1) times the biased one that the batch was normalized with (as torch.nn.BatchNorm2d has it).
 * @param results outputs of the training graph: `mean/<norm>` and `variance/<norm>`
 */
export function moveRunningStatistics(
  norms: readonly NormStatistics[],
  parameters: ParameterMap,
  results: ReadonlyMap<string, Tensor>,
): void {
  for (const { name, count, momentum } of norms) {
    move(take(parameters, `${name}.running_mean`), take(results, `mean/${name}`), momentum, 1);
    const unbiased = count / (count - 1);
    move(take(parameters, `${name}.running_var`), take(results, `variance/${name}`), momentum, unbiased);
  }
}

function move({ data: running }: Tensor, { data: batch }: Tensor, momentum: number, factor: number): void {
  for (let i = 0; i < running.length; i++)
    running[i] = (1 - momentum) * (running[i] as number) + momentum * factor * (batch[i] as number);
}

function take(tensors: ReadonlyMap<string, Tensor>, name: string): Tensor {
  const tensor = tensors.get(name);
  if (tensor === undefined) throw new CompilerError(name, 'is missing where running statistics are moved');
  return tensor;
}
