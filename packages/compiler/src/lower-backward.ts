import type { LoweredNodes } from './lower-forward.ts';
import type { Lowerings } from './lowerings/lowerings.ts';
import type { Node } from './node.ts';
import type { OnnxGraph } from './onnx/onnx-graph.ts';
import { gradientSum } from './operations/gradient-sum.ts';
import { operationOf } from './operations/operations.ts';
import { elementCount } from './tensor.ts';

/**
 * Reverse-mode differentiation: walks the forward pass backwards and writes the gradient of a loss, or of the sum of
 * its values, with regard to each of the given nodes.
 * @returns the gradients' names by node; a node that the loss does not depend on has none
 */
export function lowerBackward(
  graph: OnnxGraph,
  forward: LoweredNodes,
  loss: Node,
  wanted: readonly Node[],
  lowerings: Lowerings,
): Map<Node, string> {
  const needed = new Set<Node>(wanted);
  for (const node of forward.order) if (node.inputs.some((child) => needed.has(child))) needed.add(node);
  const wants = (node: Node): boolean => needed.has(node);
  const context = { graph, lowerings, value: forward.value, saved: forward.saved, wants };

  const one = loss.shape.length === 0 ? graph.floats(1) : ones(graph, loss.shape);
  const gradients = new Map<Node, string>([[loss, one]]);
  for (const node of [...forward.order].reverse()) {
    if (node.kind === 'input' || node.kind === 'parameter' || !wants(node)) continue;
    const gradient = gradients.get(node);
    if (gradient === undefined) continue;
    const contributions = operationOf(node).differentiate(node, gradient, context);
    node.inputs.forEach((child, i) => {
      const contribution = contributions[i];
      if (contribution === undefined || !wants(child)) return;
      const sum = gradients.get(child);
      gradients.set(
        child,
        sum === undefined ? contribution : gradientSum(graph, sum, contribution, child.shape),
      );
    });
  }
  return new Map(wanted.flatMap((node) => (gradients.has(node) ? [[node, gradients.get(node) ?? '']] : [])));
}

const ones = (graph: OnnxGraph, shape: readonly number[]): string =>
  graph.op('Reshape', [graph.filled(elementCount(shape), 1), graph.integers(shape)]);
