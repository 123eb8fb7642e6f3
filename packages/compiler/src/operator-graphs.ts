import { lowerBackward } from './lower-backward.ts';
import { lowerForward } from './lower-forward.ts';
import { defaultLowerings } from './lowerings/default-lowerings.ts';
import type { Lowerings } from './lowerings/lowerings.ts';
import { portableNodes } from './lowerings/portable-nodes.ts';
import type { Model } from './model.ts';
import { input, type Node, type Operator, parameter, topologicalOrder } from './node.ts';
import { encodeModel } from './onnx/encode-model.ts';
import { OnnxGraph } from './onnx/onnx-graph.ts';
import { binaryCrossEntropy } from './operations/binary-cross-entropy.ts';
import { multiply } from './operations/multiply.ts';
import type { TensorSpecification } from './training-graph.ts';

/** One operator by itself, forwards and backwards. */
export interface OperatorGraph {
  /** In words: `conv2d, kernel 3, stride 2, depthwise`. */
  readonly operator: string;
  readonly onnx: Uint8Array;
  readonly inputs: readonly TensorSpecification[];
}

/**
 * Every operator of a model, and the cross-entropy of its heads, by itself, once for each kernel, stride and the like, to find which of them a device cannot run:
 * its value, and the gradients of the value's sum, each value weighed by a `factors` of its own.
 */
export function operatorGraphs(
  model: Model,
  options: { readonly batch: number; readonly size: number; readonly lowerings?: Lowerings },
): OperatorGraph[] {
  const { batch, size, lowerings = defaultLowerings } = options;
  const { heads } = model.build(input('images', [batch, model.channels, size, size]));
  const graphs = new Map<string, OperatorGraph>();
  const losses = Object.entries(heads).map(([name, head]) =>
    binaryCrossEntropy(head, input(`truth/${name}`, head.shape), new Array(head.shape[1] ?? 0).fill(1)),
  );
  for (const node of topologicalOrder(losses)) {
    if (node.kind === 'input' || node.kind === 'parameter') continue;
    const operator = inWords(node);
    if (!graphs.has(operator)) graphs.set(operator, { operator, ...alone(node, lowerings) });
  }
  return [...graphs.values()];
}

function alone(node: Operator, lowerings: Lowerings): Omit<OperatorGraph, 'operator'> {
  const given = new Map(node.inputs.map((child, i) => [child, parameter(nameOf(child, i), child.shape)]));
  const one = { ...node, inputs: node.inputs.map((child) => given.get(child)) } as unknown as Operator;
  const loss = multiply(one, parameter('factors', node.shape));
  const graph = new OnnxGraph();
  const leaf = ({ name, shape }: { name: string; shape: readonly number[] }) => graph.input(name, shape);
  const forward = lowerForward(graph, [loss], 'training', leaf, lowerings);
  // Nobody wants the gradient of what is fed: images, truths, noises.
  const wanted = [...given].flatMap(([child, leafNode]) => (child.kind === 'input' ? [] : [leafNode]));
  const gradients = lowerBackward(graph, forward, loss, wanted, lowerings);
  const expose = (value: string, name: string, shape: readonly number[]): void => {
    graph.op('Identity', [value], {}, { output: name });
    graph.output(name, shape);
  };
  expose(forward.value(one), 'value', node.shape);
  for (const [leafNode, gradient] of gradients)
    expose(gradient, `gradient/${leafNode.kind === 'parameter' ? leafNode.name : ''}`, leafNode.shape);
  graph.removeUnused();
  return {
    onnx: encodeModel(lowerings.target === 'gpu' ? portableNodes(graph) : graph),
    inputs: graph.inputs.map(({ name, shape }) => ({ name, shape: shape.map(Number) })),
  };
}

/** Inputs and parameters keep their names, by which numbers are chosen that suit them. */
const nameOf = (child: Node, i: number): string =>
  child.kind === 'parameter' || child.kind === 'input' ? child.name : `value/${i}`;

function inWords(node: Operator): string {
  const words: string[] = [node.kind];
  if (node.kind === 'conv2d') words.push(`kernel ${node.inputs[1].shape[2]}`);
  for (const [key, value] of Object.entries(node)) {
    if (key === 'groups') {
      if (value > 1) words.push(value === node.shape[1] ? 'depthwise' : `${value} groups`);
    } else if (DECIDING.has(key)) words.push(`${key} ${value}`);
  }
  if (node.shape.length !== 4 && node.shape.length > 0)
    words.push(`[${node.shape.map((_, i) => 'NCHW'[i]).join(', ')}]`);
  return words.join(', ');
}

/** Properties by which operators of one kind are written differently. */
const DECIDING = new Set(['kernel', 'stride', 'dilation', 'factor', 'mode']);
