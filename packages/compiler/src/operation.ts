import type { Lowerings } from './lowerings/lowerings.ts';
import type { Node, Operator } from './node.ts';
import type { OnnxGraph } from './onnx/onnx-graph.ts';

/** What an operator needs to write itself into an ONNX graph. */
export interface LowerContext {
  readonly graph: OnnxGraph;
  /** In training, a batch normalization takes the batch's own statistics. */
  readonly mode: 'training' | 'inference';
  readonly lowerings: Lowerings;
  /** The ONNX name of a node that was lowered before. */
  value(node: Node): string;
  /** Keeps a name for the backward pass, e.g. where a maximum was. */
  save(node: Node, key: string, name: string): void;
}

/** What an operator needs to write its backward pass. */
export interface GradientContext {
  readonly graph: OnnxGraph;
  readonly lowerings: Lowerings;
  value(node: Node): string;
  saved(node: Node, key: string): string;
  /** Whether anyone needs the gradient with regard to this node. */
  wants(node: Node): boolean;
}

/** How one kind of operator is computed and differentiated. */
export interface Operation<N extends Operator> {
  /** Writes the operator and returns the name of its value. */
  lower(node: N, context: LowerContext): string;
  /**
   * Reverse mode: given the name of the loss's gradient with regard to the node, writes those with regard to its
   * inputs, in their order; undefined for those that are not wanted.
   */
  differentiate(node: N, gradient: string, context: GradientContext): readonly (string | undefined)[];
}
