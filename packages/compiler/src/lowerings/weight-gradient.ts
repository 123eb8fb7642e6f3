import { CONTRIB, type OnnxGraph } from '../onnx/onnx-graph.ts';
import type { ConvolutionShape } from '../operations/conv2d.ts';
import { borderedRows } from './bordered-rows.ts';
import { asRows, liesInBlocks } from './layouts.ts';
import type { Lowering } from './lowerings.ts';

/**
 * k x k products of the gradient with the shifted input, each a batched matrix product (an image's groups each for
 * themselves) summed over the images.
 */
const shiftedProducts: Lowering = {
  name: 'shiftedProducts',
  fits: () => true,
  lower: (graph, shape, gradient, input) => {
    const { batch, groups, c, k, kernel, outHeight, outWidth } = shape;
    const places = outHeight * outWidth;
    const [parts, perGroup] = [batch * groups, c / groups];
    const rows = graph.op('Reshape', [gradient, graph.integers([parts, k / groups, places])]);
    const taps = shifted(graph, shape, input).map((slice) => {
      const columns = graph.op('Reshape', [slice, graph.integers([parts, perGroup, places])]);
      const products = graph.op('FusedMatMul', [rows, columns], { transB: 1 }, { domain: CONTRIB });
      if (parts === 1) return products;
      const byImage =
        groups === 1 ? products : graph.op('Reshape', [products, graph.integers([batch, k, perGroup])]);
      return graph.op('ReduceSum', [byImage, graph.integers([0])], { keepdims: 1 });
    });
    const [only] = taps;
    if (taps.length === 1 && only !== undefined)
      return graph.op('Reshape', [only, graph.integers([k, perGroup, 1, 1])]);
    const stacked = graph.op('Concat', taps, { axis: 0 });
    const weight = graph.op('Transpose', [stacked], { perm: [1, 2, 0] });
    return graph.op('Reshape', [weight, graph.integers([k, perGroup, kernel, kernel])]);
  },
};

/** All windows side by side (im2col), and one product over all places of all images. */
const gatheredProduct: Lowering = {
  name: 'gatheredProduct',
  fits: ({ groups }) => groups === 1,
  lower: (graph, shape, gradient, input) => {
    const { c, k, kernel, batch, outHeight, outWidth } = shape;
    const places = batch * outHeight * outWidth;
    // Channels go outside first, while the input is still small.
    const taps = shifted(graph, shape, exchange(graph, input));
    const [only] = taps;
    const windows = taps.length === 1 && only !== undefined ? only : graph.op('Concat', taps, { axis: 0 });
    const product = graph.op(
      'Gemm',
      [
        graph.op('Reshape', [exchange(graph, gradient), graph.integers([k, places])]),
        graph.op('Reshape', [windows, graph.integers([kernel * kernel * c, places])]),
      ],
      { transB: 1 },
    );
    if (kernel === 1) return graph.op('Reshape', [product, graph.integers([k, c, 1, 1])]);
    const byTap = graph.op('Reshape', [product, graph.integers([k, kernel * kernel, c])]);
    const weight = graph.op('Transpose', [byTap], { perm: [0, 2, 1] });
    return graph.op('Reshape', [weight, graph.integers([k, c, kernel, kernel])]);
  },
};

/**
 * As `gatheredProduct`, with the channels innermost: then a window is a few whole rows of C values, and one Gather, which is
 * threaded, takes the place of a padding, k x k slices and a concatenation, which are not.
 */
const gatheredRows: Lowering = {
  name: 'gatheredRows',
  fits: ({ groups }) => groups === 1,
  lower: (graph, shape, gradient, input) => {
    const { c, k, kernel, stride, batch, outHeight, outWidth } = shape;
    const places = batch * outHeight * outWidth;
    const rows = borderedRows(graph, shape, input);
    const key = `windows_${JSON.stringify({ ...shape, c: 0, k: 0 })}`;
    const gathered = (): string =>
      graph.op('Gather', [rows, graph.indices(key, () => windowIndices(shape))], { axis: 0 }); // [places x k x k, C]
    const windows = kernel === 1 && stride === 1 && !isPadded(shape) ? rows : gathered();
    const columns = graph.op('Reshape', [windows, graph.integers([places, kernel * kernel * c])]);
    const product = liesInBlocks(graph, gradient)
      ? graph.op('Gemm', [asRows(graph, gradient, [batch, k, outHeight, outWidth]), columns], { transA: 1 })
      : graph.op('Gemm', [
          graph.op('Reshape', [exchange(graph, gradient), graph.integers([k, places])]),
          columns,
        ]);
    const byTap = graph.op('Reshape', [product, graph.integers([k, kernel * kernel, c])]);
    const weight = kernel === 1 ? byTap : graph.op('Transpose', [byTap], { perm: [0, 2, 1] });
    return graph.op('Reshape', [weight, graph.integers([k, c, kernel, kernel])]);
  },
};

/** For each place and each tap of the kernel, the pixel of [N, H, W] that it meets; the one after the last where it meets none. */
function windowIndices(shape: ConvolutionShape): BigInt64Array {
  const { batch, kernel, stride, dilation, padding, height, width, outHeight, outWidth } = shape;
  const indices = new BigInt64Array(batch * outHeight * outWidth * kernel * kernel);
  const outside = BigInt(batch * height * width);
  let at = 0;
  for (let image = 0; image < batch; image++)
    for (let p = 0; p < outHeight; p++)
      for (let q = 0; q < outWidth; q++)
        for (let r = 0; r < kernel; r++)
          for (let s = 0; s < kernel; s++) {
            const row = p * stride + r * dilation - padding;
            const column = q * stride + s * dilation - padding;
            const meets = row >= 0 && row < height && column >= 0 && column < width;
            indices[at++] = meets ? BigInt((image * height + row) * width + column) : outside;
          }
  return indices;
}

/**
 * The gradient is itself a convolution: images are its channels, and the stride its dilation. Two halves of an even number of
 * images are groups of it, summed afterwards: the input's few channels alone would not occupy all threads evenly.
 */
const asConvolution: Lowering = {
  name: 'asConvolution',
  fits: ({ groups }) => groups === 1,
  lower: (graph, shape, gradient, input) => {
    const { batch, k, c, kernel, stride, dilation, padding, paddingAfter, outHeight, outWidth } = shape;
    const halves = batch % 2 === 0 ? 2 : 1;
    const places = outHeight * outWidth;
    const byHalf = graph.op('Reshape', [gradient, graph.integers([halves, batch / halves, k, places])]);
    const kernels = graph.op('Reshape', [
      graph.op('Transpose', [byHalf], { perm: [0, 2, 1, 3] }),
      graph.integers([halves * k, batch / halves, outHeight, outWidth]),
    ]);
    const wide = graph.op('Conv', [exchange(graph, input), kernels], {
      kernel_shape: [outHeight, outWidth],
      strides: [dilation, dilation],
      dilations: [stride, stride],
      pads: [padding, padding, paddingAfter, paddingAfter],
      group: halves,
    });
    // Rows that no output reads make it larger than the kernel.
    const kept = graph.op('Slice', [
      wide,
      graph.integers([0, 0, 0, 0]),
      graph.integers([c, halves * k, kernel, kernel]),
    ]);
    const parts = graph.op('Reshape', [kept, graph.integers([c, halves, k, kernel * kernel])]);
    const sum = graph.op('ReduceSum', [parts, graph.integers([1])], { keepdims: 0 });
    return exchange(graph, graph.op('Reshape', [sum, graph.integers([c, k, kernel, kernel])]));
  },
};

const isPadded = ({ padding, paddingAfter }: ConvolutionShape): boolean => padding > 0 || paddingAfter > 0;

/** Images and channels change places. */
const exchange = (graph: OnnxGraph, value: string): string =>
  graph.op('Transpose', [value], { perm: [1, 0, 2, 3] });

/** For each tap of the kernel, the part of the padded input that it meets. [N, C, H, W] or [C, N, H, W] -> [.., .., P, Q]. */
function shifted(graph: OnnxGraph, shape: ConvolutionShape, input: string): string[] {
  const { kernel, stride, dilation, padding, paddingAfter, outHeight, outWidth, height, width } = shape;
  if (kernel === 1 && stride === 1 && !isPadded(shape)) return [input];
  const pads = [0, 0, padding, padding, 0, 0, paddingAfter, paddingAfter];
  const padded = isPadded(shape) ? graph.op('Pad', [input, graph.integers(pads)]) : input;
  const end = (start: number, size: number, limit: number) =>
    Math.min(limit + padding + paddingAfter, start + (size - 1) * stride + 1);
  const slices: string[] = [];
  for (let row = 0; row < kernel * dilation; row += dilation)
    for (let column = 0; column < kernel * dilation; column += dilation)
      slices.push(
        graph.op('Slice', [
          padded,
          graph.integers([row, column]),
          graph.integers([end(row, outHeight, height), end(column, outWidth, width)]),
          graph.integers([2, 3]),
          graph.integers([stride, stride]),
        ]),
      );
  return slices;
}

/** Ways to get a convolution's gradient with regard to its weight. */
export const WEIGHT_GRADIENT_LOWERINGS: readonly Lowering[] = [
  shiftedProducts,
  gatheredProduct,
  gatheredRows,
  asConvolution,
];
