import { CompilerError } from './compiler-error.ts';
import { defaultLowerings } from './lowerings/default-lowerings.ts';
import type { Lowerings } from './lowerings/lowerings.ts';
import { type Node, topologicalOrder } from './node.ts';
import type { OnnxGraph } from './onnx/onnx-graph.ts';
import { operationOf } from './operations/operations.ts';

/** The names of lowered nodes, and what they kept for the backward pass. */
export interface LoweredNodes {
  readonly order: readonly Node[];
  value(node: Node): string;
  saved(node: Node, key: string): string;
}

/**
 * Writes everything that the outputs need into the graph, in a fixed order.
 * @param leaf writes an input or parameter and returns its name in the graph
 */
export function lowerForward(
  graph: OnnxGraph,
  outputs: readonly Node[],
  mode: 'training' | 'inference',
  leaf: (node: Extract<Node, { kind: 'input' | 'parameter' }>) => string,
  lowerings: Lowerings = defaultLowerings,
): LoweredNodes {
  const values = new Map<Node, string>();
  const kept = new Map<Node, Map<string, string>>();
  const value = (node: Node): string => {
    const known = values.get(node);
    if (known !== undefined) return known;
    if (node.kind !== 'input' && node.kind !== 'parameter')
      throw new CompilerError(node.kind, 'is used before it is computed');
    const name = leaf(node);
    values.set(node, name);
    return name;
  };
  const save = (node: Node, key: string, name: string): void => {
    kept.set(node, (kept.get(node) ?? new Map<string, string>()).set(key, name));
  };
  const order = topologicalOrder(outputs);
  for (const node of order)
    if (node.kind !== 'input' && node.kind !== 'parameter')
      values.set(node, operationOf(node).lower(node, { graph, mode, lowerings, value, save }));
  const saved = (node: Node, key: string): string => {
    const name = kept.get(node)?.get(key);
    if (name === undefined) throw new CompilerError(node.kind, `kept no ${key} for its backward pass`);
    return name;
  };
  return { order, value, saved };
}
