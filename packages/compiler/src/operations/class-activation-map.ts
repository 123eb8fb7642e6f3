import type { Node } from '../node.ts';
import { CONTRIB } from '../onnx/onnx-graph.ts';
import type { Operation } from '../operation.ts';
import { shapeError } from '../shape-error.ts';

/**
 * Where a class comes from (Zhou et al. 2016): the classifier applied to every place of the map that it otherwise sees
 * the mean of. [N, C, h, w] -> [N, classes, h, w]; its mean over the map is the logits.
 */
export interface ClassActivationMap {
  readonly kind: 'classActivationMap';
  readonly shape: readonly number[];
  readonly inputs: readonly [Node, Node, Node];
}

export function classActivationMap(features: Node, weight: Node, bias: Node): ClassActivationMap {
  const [n = 0, c, h = 0, w = 0] = features.shape;
  const [classes = 0, inputs] = weight.shape;
  if (features.shape.length !== 4 || c !== inputs)
    throw shapeError('classActivationMap', '[N, C, h, w] and a weight [classes, C]', [features, weight]);
  return Object.freeze({
    kind: 'classActivationMap',
    shape: [n, classes, h, w],
    inputs: [features, weight, bias] as const,
  });
}

export const classActivationMapOperation: Operation<ClassActivationMap> = {
  lower: (node, { graph, value }) => {
    const [features, weight, bias] = node.inputs;
    const kernel = graph.op('Reshape', [value(weight), graph.integers([...weight.shape, 1, 1])]);
    return graph.op('Conv', [value(features), kernel, value(bias)], { kernel_shape: [1, 1] });
  },
  // A 1 x 1 convolution: both gradients are products over the channels of one side and the places.
  differentiate: (node, gradient, { graph, value, wants }) => {
    const [features, weight] = node.inputs;
    const [n = 0, c = 0, h = 0, w = 0] = features.shape;
    const [classes = 0] = weight.shape;
    const places = graph.op('Reshape', [gradient, graph.integers([n, classes, h * w])]);
    const maps = graph.op('Reshape', [value(features), graph.integers([n, c, h * w])]);
    const fused = { domain: CONTRIB };
    const each = graph.op('FusedMatMul', [places, maps], { transB: 1 }, fused); // [N, classes, C]
    const back = (): string => {
      const product = graph.op('FusedMatMul', [value(weight), places], { transA: 1 }, fused); // [N, C, h w]
      return graph.op('Reshape', [product, graph.integers([...features.shape])]);
    };
    return [
      wants(features) ? back() : undefined,
      graph.op('ReduceSum', [each, graph.integers([0])], { keepdims: 0 }),
      graph.op('ReduceSum', [gradient, graph.integers([0, 2, 3])], { keepdims: 0 }),
    ];
  },
};
