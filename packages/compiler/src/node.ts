import type { Add } from './operations/add.ts';
import type { AveragePool } from './operations/average-pool.ts';
import type { BatchNorm } from './operations/batch-norm.ts';
import type { BinaryCrossEntropy } from './operations/binary-cross-entropy.ts';
import type { ClassActivationMap } from './operations/class-activation-map.ts';
import type { Concat } from './operations/concat.ts';
import type { Conv2d } from './operations/conv2d.ts';
import type { Dropout } from './operations/dropout.ts';
import type { FoldedBias, FoldedKernels } from './operations/folded-norm.ts';
import type { GlobalAveragePool } from './operations/global-average-pool.ts';
import type { Linear } from './operations/linear.ts';
import type { MaxPool } from './operations/max-pool.ts';
import type { Multiply } from './operations/multiply.ts';
import type { Relu } from './operations/relu.ts';
import type { Relu6 } from './operations/relu6.ts';
import type { Sigmoid } from './operations/sigmoid.ts';
import type { Silu } from './operations/silu.ts';
import type { SoftDice } from './operations/soft-dice.ts';
import type { Upsample } from './operations/upsample.ts';

/** Something fed to the graph: images, labels. */
export interface Input {
  readonly kind: 'input';
  readonly name: string;
  readonly shape: readonly number[];
  readonly inputs: readonly [];
}

/** A parameter or a running statistic. */
export interface Parameter {
  readonly kind: 'parameter';
  readonly name: string;
  readonly shape: readonly number[];
  readonly inputs: readonly [];
}

/** A value that an operator computes from others; its shape is static. */
export type Operator =
  | Add
  | AveragePool
  | BatchNorm
  | BinaryCrossEntropy
  | ClassActivationMap
  | Concat
  | Conv2d
  | Dropout
  | FoldedBias
  | FoldedKernels
  | GlobalAveragePool
  | Linear
  | MaxPool
  | Multiply
  | Relu
  | Relu6
  | Sigmoid
  | Silu
  | SoftDice
  | Upsample;

/** One value of the graph. A graph is nothing but the nodes that its outputs reach. */
export type Node = Input | Parameter | Operator;

export const input = (name: string, shape: readonly number[]): Input =>
  Object.freeze({ kind: 'input', name, shape, inputs: [] as const });

export const parameter = (name: string, shape: readonly number[]): Parameter =>
  Object.freeze({ kind: 'parameter', name, shape, inputs: [] as const });

/** The nodes that the given ones need, each after what it needs; in the same order every time. */
export function topologicalOrder(outputs: readonly Node[]): Node[] {
  const order: Node[] = [];
  const seen = new Set<Node>();
  const visit = (node: Node): void => {
    if (seen.has(node)) return;
    seen.add(node);
    for (const child of node.inputs) visit(child);
    order.push(node);
  };
  for (const node of outputs) visit(node);
  return order;
}
