import type { OnnxGraph } from '../onnx/onnx-graph.ts';

interface Window {
  readonly kernel: number;
  readonly stride: number;
  readonly padding: number;
}

/** Less than any value of a map, and still a number: float32's lowest. */
const LOWEST = -3.4028234663852886e38;

/**
 * The gradient of a maximum under windows without MaxPool's indices, which GPUs lack: of each window the first tap that equals
 * the maximum, in reading order as MaxPool itself chooses, gets the gradient; a transposed convolution with a kernel of one
 * single 1 for each tap puts it back to its place and adds what several windows chose.
 * @param x [N, C, H, W]
 * @param y its maxima [N, C, P, Q]
 * @param gradient with regard to them, of the same shape
 * @returns the name of the gradient with regard to x
 */
export function comparedMaximumGradient(
  graph: OnnxGraph,
  { kernel, stride, padding }: Window,
  shapes: { readonly x: readonly number[]; readonly y: readonly number[] },
  { x, y, gradient }: { readonly x: string; readonly y: string; readonly gradient: string },
): string {
  const [n = 0, c = 0, height = 0, width = 0] = shapes.x;
  const [, , outHeight = 0, outWidth = 0] = shapes.y;
  const pads = [0, 0, padding, padding, 0, 0, padding, padding];
  const padded = padding === 0 ? x : graph.op('Pad', [x, graph.integers(pads), graph.floats(LOWEST)]);
  const one = graph.floats(1);
  let open = '';
  const shares: string[] = [];
  for (let row = 0; row < kernel; row++)
    for (let column = 0; column < kernel; column++) {
      const tap = graph.op('Slice', [
        padded,
        graph.integers([row, column]),
        graph.integers([row + (outHeight - 1) * stride + 1, column + (outWidth - 1) * stride + 1]),
        graph.integers([2, 3]),
        graph.integers([stride, stride]),
      ]);
      // 1 where the tap is the maximum and none before it was.
      const equal = graph.op('Cast', [graph.op('Equal', [tap, y])], { to: FLOAT });
      const chosen = open === '' ? equal : graph.op('Mul', [equal, open]);
      shares.push(
        graph.op('Reshape', [
          graph.op('Mul', [chosen, gradient]),
          graph.integers([n * c, 1, outHeight, outWidth]),
        ]),
      );
      open = graph.op('Sub', open === '' ? [one, equal] : [open, chosen]);
    }
  const reached = (out: number) => (out - 1) * stride + kernel - 2 * padding;
  const spread = graph.op('ConvTranspose', [graph.op('Concat', shares, { axis: 1 }), taps(graph, kernel)], {
    kernel_shape: [kernel, kernel],
    strides: [stride, stride],
    pads: [padding, padding, padding, padding],
    output_padding: [height - reached(outHeight), width - reached(outWidth)],
  });
  return graph.op('Reshape', [spread, graph.integers(shapes.x)]);
}

const FLOAT = 1;

/** [k k, 1, k, k]: for each tap the kernel that is 1 there and 0 elsewhere. */
function taps(graph: OnnxGraph, kernel: number): string {
  const count = kernel * kernel;
  const shape = [count, 1, kernel, kernel];
  const one = (row: number) => Array.from({ length: count }, (_, at) => (at === row ? 1 : 0));
  const ones = graph.floats(Array.from({ length: count }, (_, row) => one(row)).flat());
  return graph.op('Reshape', [ones, graph.integers(shape)]);
}
