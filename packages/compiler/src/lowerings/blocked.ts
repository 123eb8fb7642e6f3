import { encodeModel } from '../onnx/encode-model.ts';
import { BLOCKED, OnnxGraph } from '../onnx/onnx-graph.ts';
import type { ConvolutionShape } from '../operations/conv2d.ts';
import { convolutionAttributes } from './convolution.ts';
import { turnsRound } from './input-gradient.ts';
import { inBlocks, outOfBlocks } from './layouts.ts';
import type { Lowering } from './lowerings.ts';

/*
 * onnxruntime's fastest convolutions read and write maps whose channels lie in blocks. It goes over to them by itself where
 * kernels are constants; in training they are not, so the graph says so.
 */

/** The convolution with blocks of that many channels. */
export const blockedConvolution = (block: number): Lowering => ({
  name: 'blockedConvolution',
  fits: fillsBlocks(block),
  addsBias: true,
  lower: (graph, shape, input, weight, bias) => {
    const { c, k, kernel } = shape;
    const taps = kernel * kernel;
    // As if the weight were K / b images of b channels; then whole blocks change places.
    const images = graph.op('Reshape', [weight, graph.integers([k / block, block, c, taps])]);
    const innermost = graph.op('ReorderInput', [images], { channels_last: 0 }, { domain: BLOCKED });
    const parts = graph.integers([k / block, c / block, block, taps, block]);
    const kernels = graph.op('Transpose', [graph.op('Reshape', [innermost, parts])], {
      perm: [0, 1, 3, 2, 4],
    });
    return convolve(graph, shape, input, graph.op('Reshape', [kernels, weightShape(graph, shape)]), bias);
  },
});

/** The first convolution, whose channels fill no block: it reads the plain image and puts out blocks of that many channels. */
export const convolutionIntoBlocks = (block: number): Lowering => ({
  name: 'convolutionIntoBlocks',
  fits: ({ c, k, groups }) => groups === 1 && c < block && k % block === 0,
  addsBias: true,
  lower: (graph, shape, input, weight, bias) => {
    const { c, k, kernel } = shape;
    const images = graph.op('Reshape', [weight, graph.integers([k / block, block, 1, c * kernel * kernel])]);
    const innermost = graph.op('ReorderInput', [images], { channels_last: 0 }, { domain: BLOCKED });
    const kernels = graph.op('Reshape', [innermost, weightShape(graph, shape)]);
    const operands = [input, kernels, ...(bias ? [bias] : [])];
    const y = graph.op('Conv', operands, convolutionAttributes(shape), { domain: BLOCKED });
    return outOfBlocks(graph, y, k);
  },
});

/** As `flippedConvolution`, with blocks of that many channels: its turned kernels go straight into their blocks. */
export const blockedFlippedConvolution = (block: number): Lowering => ({
  name: 'blockedFlippedConvolution',
  fits: (shape) => fillsBlocks(block)(shape) && turnsRound(shape),
  lower: (graph, shape, gradient, weight) => {
    const { c, k, kernel, dilation, padding, paddingAfter, height, width } = shape;
    const taps = kernel * kernel;
    const kernels = exchangedKernels(graph, shape, block, weight);
    const reversed = graph.integers(Array.from({ length: taps }, (_, i) => taps - 1 - i));
    const turned = graph.op('Gather', [kernels, reversed], { axis: 1 });
    const backwards: ConvolutionShape = {
      ...shape,
      c: k,
      k: c,
      padding: dilation * (kernel - 1) - padding,
      paddingAfter: dilation * (kernel - 1) - paddingAfter,
      height: shape.outHeight,
      width: shape.outWidth,
      outHeight: height,
      outWidth: width,
    };
    return convolve(graph, backwards, gradient, graph.op('Reshape', [turned, weightShape(graph, backwards)]));
  },
});

/** The kernels [K, C, k, k] with channels in and out exchanged, each of the kernel's places by itself: [C / b K / b, k x k, b b]. */
export function exchangedKernels(
  graph: OnnxGraph,
  { c, k, kernel }: ConvolutionShape,
  block: number,
  weight: string,
): string {
  const taps = kernel * kernel;
  const innermost = graph.op('ReorderInput', [weight], { channels_last: 0 }, { domain: BLOCKED });
  const parts = graph.integers([k / block, block, c / block, taps, block]);
  const byTap = graph.op('Transpose', [graph.op('Reshape', [innermost, parts])], { perm: [2, 0, 3, 1, 4] });
  return graph.op('Reshape', [byTap, graph.integers([(c * k) / block ** 2, taps, block ** 2])]);
}

/** Whether channels in and out are whole blocks. */
export const fillsBlocks =
  (block: number) =>
  ({ c, k, groups }: ConvolutionShape): boolean =>
    groups === 1 && c % block === 0 && k % block === 0;

const weightShape = (graph: OnnxGraph, { k, c, kernel }: ConvolutionShape): string =>
  graph.integers([k, c, kernel, kernel]);

/** @param weight its values as [K / b, C / b, k, k, b (of C), b (of K)], its shape as [K, C, k, k] */
function convolve(
  graph: OnnxGraph,
  shape: ConvolutionShape,
  input: string,
  weight: string,
  bias?: string,
): string {
  const operands = [inBlocks(graph, input), weight, ...(bias ? [bias] : [])];
  const y = graph.op('Conv', operands, convolutionAttributes(shape), { domain: BLOCKED });
  return outOfBlocks(graph, y, shape.k);
}

const PROBED_CHANNELS = 16;

/**
 * A graph that shows how many channels a block has on the machine that runs it: of `x` (`blockProbe`'s own values) it
 * puts out `y`, from which `blockSize` reads it. Machines without blocks refuse the graph.
 */
export function blockProbe(): {
  readonly onnx: Uint8Array;
  readonly x: { readonly shape: readonly number[]; readonly data: Float32Array };
} {
  const graph = new OnnxGraph();
  const shape = [1, PROBED_CHANNELS, 1, 2];
  graph.input('x', shape);
  graph.op('ReorderInput', ['x'], { channels_last: 0 }, { domain: BLOCKED, output: 'y' });
  graph.output('y', shape);
  return {
    onnx: encodeModel(graph),
    x: { shape, data: Float32Array.from({ length: 2 * PROBED_CHANNELS }, (_, i) => i) },
  };
}

/** Channels a block: as many first pixels (even values of the probe) lie before the first second pixel. */
export const blockSize = (y: Float32Array): number => y.findIndex((value) => value % 2 === 1);
