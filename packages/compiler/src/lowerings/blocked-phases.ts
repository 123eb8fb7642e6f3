import { BLOCKED, type OnnxGraph } from '../onnx/onnx-graph.ts';
import type { ConvolutionShape } from '../operations/conv2d.ts';
import { exchangedKernels, fillsBlocks } from './blocked.ts';
import { depthwiseKernels, isBlockedDepthwise } from './blocked-depthwise.ts';
import { inBlocks, outOfBlocks } from './layouts.ts';
import type { Lowering } from './lowerings.ts';

/*
 * The gradient of a convolution of stride 2 with regard to its input, in blocks. Of the input's rows, those of one parity meet
 * the kernel's rows of one parity alone, and so do columns: each of the four parities is a convolution of the gradient with its
 * own part of the kernel, turned round, and as large as the gradient. Together they multiply no more than the convolution did;
 * a transposed convolution leaves blocks and writes all products out before it sums them.
 */

/** Convolutions whose channels fill blocks. */
export const blockedPhases = (block: number): Lowering => ({
  name: 'blockedPhases',
  fits: (shape) => fillsBlocks(block)(shape) && hasPhases(shape),
  lower: (graph, shape, gradient, weight) => {
    const { c, k } = shape;
    const kernels = exchangedKernels(graph, shape, block, weight);
    return ofPhases(graph, shape, block, gradient, kernels, (rows, columns) => [c, k, rows, columns]);
  },
});

/** Depthwise ones. */
export const blockedDepthwisePhases = (block: number): Lowering => ({
  name: 'blockedDepthwisePhases',
  fits: (shape) => isBlockedDepthwise(block)(shape) && hasPhases(shape),
  lower: (graph, shape, gradient, weight) => {
    const { c } = shape;
    const kernels = depthwiseKernels(graph, shape, block, weight);
    return ofPhases(graph, shape, block, gradient, kernels, (rows, columns) => [c, 1, rows, columns]);
  },
});

/** One parity of rows, or of columns: which of the kernel's meet it, and where. */
interface Phase {
  /** The kernel's rows, in the order of the gradient's rows that they meet. */
  readonly taps: readonly number[];
  readonly before: number;
  readonly after: number;
}

/** Rows of that parity in the input, whose windows begin `padding` before it: row 2 u + parity meets gradient (row + padding - tap) / 2. */
function phaseOf(parity: number, { kernel, padding }: ConvolutionShape, length: number, out: number): Phase {
  const taps: number[] = [];
  for (let tap = kernel - 1; tap >= 0; tap--) if ((parity + padding - tap) % 2 === 0) taps.push(tap);
  const before = taps[0] === undefined ? 0 : (taps[0] - parity - padding) / 2;
  return { taps, before, after: length / 2 - out + taps.length - 1 - before };
}

/** Even maps alone, so that all four parities are as large; and no parity that would have to crop the gradient. */
function hasPhases(shape: ConvolutionShape): boolean {
  const { stride, dilation, height, width, outHeight, outWidth } = shape;
  if (stride !== 2 || dilation !== 1 || height % 2 === 1 || width % 2 === 1) return false;
  return [0, 1].every((parity) =>
    [phaseOf(parity, shape, height, outHeight), phaseOf(parity, shape, width, outWidth)].every(
      ({ taps, before, after }) => taps.length === 0 || (before >= 0 && after >= 0),
    ),
  );
}

/** @param kernels [.., k x k, ..]: the kernel's places in the middle */
function ofPhases(
  graph: OnnxGraph,
  shape: ConvolutionShape,
  block: number,
  gradient: string,
  kernels: string,
  kernelShape: (rows: number, columns: number) => readonly number[],
): string {
  const { batch, c, kernel, groups, height, width, outHeight, outWidth } = shape;
  const [rows, columns] = [height / 2, width / 2];
  const zeros = (): string => graph.op('ConstantOfShape', [graph.integers([batch, c, rows, columns])]);
  const phase = (rowParity: number, columnParity: number): string => {
    const r = phaseOf(rowParity, shape, height, outHeight);
    const s = phaseOf(columnParity, shape, width, outWidth);
    if (r.taps.length === 0 || s.taps.length === 0) return zeros();
    const taps = graph.integers(r.taps.flatMap((row) => s.taps.map((column) => row * kernel + column)));
    const part = graph.op('Gather', [kernels, taps], { axis: 1 });
    const window = [r.taps.length, s.taps.length] as const;
    return graph.op(
      'Conv',
      [inBlocks(graph, gradient), graph.op('Reshape', [part, graph.integers(kernelShape(...window))])],
      { kernel_shape: window, pads: [r.before, s.before, r.after, s.after], group: groups },
      { domain: BLOCKED },
    );
  };
  // Side by side: each place's block of channels beside its neighbour's, then each row beside the one below it.
  const places = (batch * c * rows * columns) / block;
  const beside = (values: readonly string[], length: number, size: number): string => {
    const lines = values.map((value) => graph.op('Reshape', [value, graph.integers([length, size])]));
    return graph.op('Concat', lines, { axis: 1 });
  };
  const pairs = [0, 1].map((row) => beside([phase(row, 0), phase(row, 1)], places, block));
  const map = beside(pairs, places / columns, 2 * columns * block);
  return outOfBlocks(graph, graph.op('Reshape', [map, graph.integers([batch, c, height, width])]), c);
}
