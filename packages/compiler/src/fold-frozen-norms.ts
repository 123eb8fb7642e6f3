import { CompilerError } from './compiler-error.ts';
import { type Node, topologicalOrder } from './node.ts';
import type { BatchNorm } from './operations/batch-norm.ts';
import { foldedBias, foldedKernels } from './operations/folded-norm.ts';

/**
 * The same values, with frozen batch normalizations done by the convolutions before them: then they cost no pass over a map.
 *
 * @returns the values' nodes in the given order; what no frozen norm reaches is the node that it was
 * @throws CompilerError where a norm that is to be frozen doesn't follow a convolution
 */
export function foldFrozenNorms(values: readonly Node[], isFrozen: (norm: string) => boolean): Node[] {
  const renewed = new Map<Node, Node>();
  const now = (node: Node): Node => renewed.get(node) ?? node;
  for (const node of topologicalOrder(values)) {
    const inputs = node.inputs.map(now);
    const same = inputs.every((child, i) => child === node.inputs[i]);
    // Inputs are replaced by nodes of the same shapes, which is all that an operator asks of them.
    const current = same ? node : (Object.freeze({ ...node, inputs }) as unknown as Node);
    const folds = current.kind === 'batchNorm' && isFrozen(current.name);
    if (folds || !same) renewed.set(node, folds ? folded(current) : current);
  }
  return values.map(now);
}

function folded(norm: BatchNorm): Node {
  const [before] = norm.inputs;
  if (before.kind !== 'conv2d')
    throw new CompilerError(norm.name, `cannot be frozen: it follows ${before.kind} and not a convolution`);
  const [x, weight, bias] = before.inputs;
  const inputs = [x, foldedKernels(weight, norm), foldedBias(bias, norm)] as const;
  return Object.freeze({ ...before, inputs });
}
