import type { Node } from '../node.ts';
import type { OnnxGraph } from '../onnx/onnx-graph.ts';
import type { Operation } from '../operation.ts';
import { shapeError } from '../shape-error.ts';

/**
 * A map made larger by a whole factor: 'nearest' repeats each pixel, 'bilinear' goes straight from pixel centre to pixel
 * centre and stays level outside the outermost (torch.nn.Upsample with align_corners=False). [N, C, H, W] -> [N, C, fH, fW]
 */
export interface Upsample {
  readonly kind: 'upsample';
  readonly shape: readonly number[];
  readonly inputs: readonly [Node];
  readonly factor: number;
  readonly mode: 'nearest' | 'bilinear';
}

export function upsample(x: Node, { factor, mode }: Pick<Upsample, 'factor' | 'mode'>): Upsample {
  const [n = 0, c = 0, h = 0, w = 0] = x.shape;
  if (x.shape.length !== 4 || !Number.isInteger(factor) || factor < 1)
    throw shapeError('upsample', `[N, C, H, W] and a whole factor (given ${factor})`, [x]);
  const shape = [n, c, h * factor, w * factor];
  return Object.freeze({ kind: 'upsample', shape, inputs: [x] as const, factor, mode });
}

export const upsampleOperation: Operation<Upsample> = {
  lower: (node, { graph, value }) => {
    const { factor, mode } = node;
    const how: Readonly<Record<string, string>> =
      mode === 'nearest'
        ? { mode, coordinate_transformation_mode: 'asymmetric', nearest_mode: 'floor' }
        : { mode: 'linear', coordinate_transformation_mode: 'half_pixel' };
    return graph.op('Resize', [value(node.inputs[0]), '', graph.floats([1, 1, factor, factor])], how);
  },
  differentiate: (node, gradient, { graph }) => {
    const { factor, mode } = node;
    const [, , h = 0, w = 0] = node.inputs[0].shape;
    if (mode === 'nearest') {
      // What went to f x f pixels gets the sum of their gradients back.
      const window = { kernel_shape: [factor, factor], strides: [factor, factor] };
      const mean = graph.op('AveragePool', [gradient], window);
      return [graph.op('Mul', [mean, graph.floats(factor * factor)])];
    }
    // The interpolation is a matrix for rows and one for columns; backwards they are transposed.
    const byRow = graph.op('MatMul', [gradient, interpolation(graph, w, factor)]); // [N, C, fH, W]
    const columns = graph.op('Transpose', [interpolation(graph, h, factor)], { perm: [1, 0] });
    return [graph.op('MatMul', [columns, byRow])];
  },
};

/** [f n, n]: how much each of f n places takes of each of n pixels. */
function interpolation(graph: OnnxGraph, n: number, factor: number): string {
  return graph.matrix(`interpolation_${n}_${factor}`, [n * factor, n], (place, pixel) => {
    const at = Math.min(Math.max((place + 0.5) / factor - 0.5, 0), n - 1);
    return Math.max(0, 1 - Math.abs(at - pixel));
  });
}
