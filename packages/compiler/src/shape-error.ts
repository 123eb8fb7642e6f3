import { CompilerError } from './compiler-error.ts';
import type { Node } from './node.ts';

/**
 * That an operator was given shapes that don't fit. The message names the layer (that of the operator's own parameters, or
 * else the one whose value it takes), the operator, and each shape with where it comes from.
 * @param takes what would be right
 */
export function shapeError(operator: string, takes: string, nodes: readonly Node[]): CompilerError {
  const own = nodes.find((node) => node.kind === 'parameter');
  const [first] = nodes;
  const layer = own ? layerOf(own) : `after ${first ? layerOf(first) : 'nothing'}`;
  const given = nodes.map((node) => `[${node.shape.join(', ')}] of ${sourceOf(node)}`);
  return new CompilerError(`${layer}, ${operator}`, `takes ${takes}, not ${given.join(' and ')}`);
}

/** `layer3.0.conv2` of what is computed with `layer3.0.conv2.weight`; a layer without parameters has the name of the one before it. */
function layerOf(node: Node): string {
  switch (node.kind) {
    case 'input':
      return node.name;
    case 'parameter':
      return node.name.includes('.') ? node.name.slice(0, node.name.lastIndexOf('.')) : node.name;
    default: {
      const source = node.inputs.find((child) => child.kind === 'parameter') ?? node.inputs[0];
      return layerOf(source);
    }
  }
}

const sourceOf = (node: Node): string => (node.kind === 'parameter' ? node.name : layerOf(node));
