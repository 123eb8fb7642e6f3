import { CompilerError } from '../compiler-error.ts';
import { CONTRIB, OnnxGraph, type OnnxNode } from '../onnx/onnx-graph.ts';

/**
 * The same graph in operators that GPU providers have too: onnxruntime's `FusedMatMul` becomes transpositions and a product.
 * @throws CompilerError where an operator is for processors alone and no way around it is known
 */
export function portableNodes(graph: OnnxGraph): OnnxGraph {
  const portable = new OnnxGraph();
  for (const { name, type, shape } of graph.inputs) portable.input(name, shape, type);
  for (const { name, type, shape, bytes } of graph.initializers)
    portable.initializer(name, type, shape, bytes);
  const transposed = transposer(portable, graph);
  for (const node of graph.nodes) {
    if (node.type === 'FusedMatMul' && node.domain === CONTRIB) writeProduct(portable, node, transposed);
    else if (node.domain === '') portable.ops(node.type, node.inputs, node.attributes, node.outputs);
    else throw new CompilerError(node.type, `of ${node.domain} runs on processors alone`);
  }
  for (const { name, type, shape } of graph.outputs) portable.output(name, shape, type);
  return portable;
}

function writeProduct(portable: OnnxGraph, node: OnnxNode, transposed: (value: string) => string): void {
  const { transA = 0, transB = 0, ...others } = node.attributes;
  const [a = '', b = ''] = node.inputs;
  const [output = ''] = node.outputs;
  if (Object.keys(others).length > 0)
    throw new CompilerError(node.type, `with ${Object.keys(others).join(', ')} runs on processors alone`);
  portable.op('MatMul', [transA ? transposed(a) : a, transB ? transposed(b) : b], {}, { output });
}

/** Writes values with their last two axes exchanged, each once. */
function transposer(portable: OnnxGraph, graph: OnnxGraph): (value: string) => string {
  const written = new Map<string, string>();
  const ranks = knownRanks(graph);
  return (value) => {
    const known = written.get(value);
    if (known !== undefined) return known;
    const rank = ranks.get(value);
    if (rank === undefined)
      throw new CompilerError(value, 'is multiplied transposed, and nothing says how many dimensions it has');
    const perm = Array.from({ length: rank }, (_, axis) => (axis < rank - 2 ? axis : 2 * rank - 3 - axis));
    const name = portable.op('Transpose', [value], { perm }, { output: `${value}/transposed` });
    written.set(value, name);
    return name;
  };
}

/** Of inputs, constants, and what was just reshaped or transposed, as operands of products are: how many dimensions. */
function knownRanks({ inputs, initializers, nodes }: OnnxGraph): Map<string, number> {
  const given = new Map([...inputs, ...initializers].map(({ name, shape }) => [name, shape]));
  const ranks = new Map(Array.from(given, ([name, shape]) => [name, shape.length]));
  for (const { type, inputs: from, outputs, attributes } of nodes) {
    const rank =
      type === 'Reshape'
        ? given.get(from[1] ?? '')?.[0]
        : type === 'Transpose' && Array.isArray(attributes.perm)
          ? attributes.perm.length
          : undefined;
    if (typeof rank === 'number') ranks.set(outputs[0] ?? '', rank);
  }
  return ranks;
}
