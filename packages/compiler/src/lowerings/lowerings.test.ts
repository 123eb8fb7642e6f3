import { Rng } from '@ichor/ct';
import { openSession } from '@ichor/runtime';
import { expect, test } from 'vitest';
import { input, parameter } from '../node.ts';
import { encodeModel } from '../onnx/encode-model.ts';
import { OnnxGraph } from '../onnx/onnx-graph.ts';
import { type ConvolutionShape, conv2d, convolutionShape } from '../operations/conv2d.ts';
import { elementCount } from '../tensor.ts';
import { blockedLowerings, defaultLowerings, named } from './default-lowerings.ts';
import { INPUT_GRADIENT_LOWERINGS } from './input-gradient.ts';
import type { Lowering } from './lowerings.ts';
import { portableLowerings } from './portable.ts';
import { waysHere } from './testing/ways-here.ts';

interface Case {
  readonly batch: number;
  readonly c: number;
  readonly k: number;
  readonly size: number;
  readonly kernel: number;
  readonly stride: number;
  readonly padding: number | { readonly before: number; readonly after: number };
  readonly dilation: number;
  readonly groups?: number;
}

const plain = { batch: 2, kernel: 3, stride: 1, padding: 1, dilation: 1 };

/**
 * The layers of residual networks, with their channels, kernels, strides and paddings, on small maps: all that lowerings are chosen
 * by but the map's size, which decides speed alone. Odd sizes leave a row that no output reads.
 */
const LAYERS: readonly (readonly [string, Case])[] = [
  ['the stem', { ...plain, c: 3, k: 64, size: 16, kernel: 7, stride: 2, padding: 3 }],
  [
    'the stem, of an odd batch and map',
    { ...plain, batch: 3, c: 3, k: 64, size: 15, kernel: 7, stride: 2, padding: 3 },
  ],
  ['a stem of one channel', { ...plain, c: 1, k: 64, size: 16, kernel: 7, stride: 2, padding: 3 }],
  ['3 x 3 of layer1', { ...plain, c: 64, k: 64, size: 7 }],
  ['3 x 3 into layer2', { ...plain, c: 64, k: 128, size: 8, stride: 2 }],
  ['3 x 3 into layer3, of an odd map', { ...plain, batch: 3, c: 128, k: 256, size: 7, stride: 2 }],
  ['3 x 3 of layer4', { ...plain, batch: 1, c: 512, k: 512, size: 2 }],
  ['1 x 1 down', { ...plain, c: 256, k: 64, size: 6, kernel: 1, padding: 0 }],
  ['1 x 1 up', { ...plain, c: 64, k: 256, size: 6, kernel: 1, padding: 0 }],
  ['a shortcut', { ...plain, c: 64, k: 128, size: 8, kernel: 1, stride: 2, padding: 0 }],
  ['a shortcut of an odd map', { ...plain, c: 256, k: 512, size: 5, kernel: 1, stride: 2, padding: 0 }],
];

/** What no network here has yet: channels that fill no block, dilation, no padding. */
const OTHERS: readonly (readonly [string, Case])[] = [
  ['few channels', { ...plain, batch: 3, c: 4, k: 6, size: 6 }],
  ['odd channels, strided', { ...plain, c: 5, k: 3, size: 9, stride: 2 }],
  ['dilated', { ...plain, batch: 1, c: 3, k: 5, size: 8, padding: 2, dilation: 2 }],
  ['dilated, in blocks', { ...plain, c: 32, k: 48, size: 10, padding: 2, dilation: 2 }],
  [
    'more padding after, strided',
    { ...plain, c: 3, k: 32, size: 8, stride: 2, padding: { before: 0, after: 1 } },
  ],
  [
    'more padding after',
    { ...plain, batch: 1, c: 5, k: 4, size: 6, kernel: 4, padding: { before: 1, after: 2 } },
  ],
  ['more padding after, in blocks', { ...plain, c: 32, k: 48, size: 6, padding: { before: 0, after: 2 } }],
  ['padding beyond the kernel', { ...plain, batch: 1, c: 2, k: 3, size: 4, padding: 3 }],
  ['three groups, strided', { ...plain, c: 6, k: 9, size: 7, stride: 2, groups: 3 }],
  ['two groups of 1 x 1', { ...plain, c: 4, k: 6, size: 5, kernel: 1, padding: 0, groups: 2 }],
  ['depthwise', { ...plain, c: 6, k: 6, size: 7, groups: 6 }],
  [
    'depthwise with two kernels a channel, dilated',
    { ...plain, batch: 1, c: 4, k: 8, size: 8, padding: 2, dilation: 2, groups: 4 },
  ],
  [
    'depthwise 5 x 5, strided',
    { ...plain, c: 8, k: 8, size: 9, kernel: 5, stride: 2, padding: 2, groups: 8 },
  ],
  ['5 x 5, strided, in blocks', { ...plain, c: 16, k: 32, size: 8, kernel: 5, stride: 2, padding: 2 }],
  [
    '7 x 7, strided, in blocks',
    { ...plain, batch: 1, c: 32, k: 16, size: 10, kernel: 7, stride: 2, padding: 3 },
  ],
  [
    'strided, more padding after, in blocks',
    { ...plain, c: 16, k: 16, size: 8, stride: 2, padding: { before: 0, after: 1 } },
  ],
  [
    'depthwise 5 x 5 of an even map, in blocks, strided',
    { ...plain, batch: 3, c: 32, k: 32, size: 8, kernel: 5, stride: 2, padding: 2, groups: 32 },
  ],
  [
    'depthwise 5 x 5 of an even map, in blocks, strided, more padding after',
    { ...plain, c: 16, k: 16, size: 8, kernel: 5, stride: 2, padding: { before: 1, after: 2 }, groups: 16 },
  ],
  ['depthwise, in blocks', { ...plain, c: 32, k: 32, size: 7, groups: 32 }],
  [
    'depthwise 5 x 5, in blocks, strided',
    { ...plain, batch: 3, c: 16, k: 16, size: 9, kernel: 5, stride: 2, padding: 2, groups: 16 },
  ],
  [
    'depthwise of an even map, in blocks, strided, more padding after',
    { ...plain, c: 16, k: 16, size: 8, stride: 2, padding: { before: 0, after: 1 }, groups: 16 },
  ],
  [
    'depthwise 1 x 1, strided past the last row, in blocks',
    { ...plain, c: 32, k: 32, size: 8, kernel: 1, stride: 2, padding: 0, groups: 32 },
  ],
  [
    'depthwise, dilated, in blocks',
    { ...plain, batch: 1, c: 32, k: 32, size: 10, padding: 2, dilation: 2, groups: 32 },
  ],
  ['an odd map whose columns fill blocks', { ...plain, batch: 16, c: 16, k: 32, size: 5 }],
  [
    'strided past the last row, in blocks',
    { ...plain, batch: 16, c: 16, k: 16, size: 8, stride: 2, padding: 0 },
  ],
  ['strided, columns of two images a block', { ...plain, batch: 8, c: 16, k: 16, size: 7, stride: 2 }],
  ['without padding, in blocks', { ...plain, c: 32, k: 48, size: 9, padding: 0 }],
];

const shapeOf = ({ batch, c, k, size, kernel, groups = 1, ...window }: Case): ConvolutionShape =>
  convolutionShape(
    conv2d(input('x', [batch, c, size, size]), parameter('w', [k, c / groups, kernel, kernel]), {
      groups,
      ...window,
    }),
  );

const tensor = (name: string, shape: readonly number[]) => {
  const rng = Rng.of(name, ...shape);
  return { shape, data: Float32Array.from({ length: elementCount(shape) }, () => rng.uniform(-1, 1)) };
};
type Tensor = ReturnType<typeof tensor>;

/** The definition, in float64: y, and of a gradient g with regard to y those with regard to x and w. */
function byLoops(shape: ConvolutionShape, x: Tensor, w: Tensor, g: Tensor) {
  const { batch, c, k, height, width, outHeight, outWidth, kernel, stride, padding, dilation, groups } =
    shape;
  const [perGroup, outPerGroup] = [c / groups, k / groups];
  const y = new Float64Array(g.data.length);
  const dx = new Float64Array(x.data.length);
  const dw = new Float64Array(w.data.length);
  for (let n = 0; n < batch; n++)
    for (let out = 0; out < k; out++)
      for (let p = 0; p < outHeight; p++)
        for (let q = 0; q < outWidth; q++) {
          const at = ((n * k + out) * outHeight + p) * outWidth + q;
          const gradient = g.data[at]!;
          let sum = 0;
          for (let channel = 0; channel < perGroup; channel++)
            for (let r = 0; r < kernel; r++)
              for (let s = 0; s < kernel; s++) {
                const row = p * stride + r * dilation - padding;
                const column = q * stride + s * dilation - padding;
                if (row < 0 || row >= height || column < 0 || column >= width) continue;
                const source = Math.floor(out / outPerGroup) * perGroup + channel;
                const from = ((n * c + source) * height + row) * width + column;
                const tap = ((out * perGroup + channel) * kernel + r) * kernel + s;
                sum += x.data[from]! * w.data[tap]!;
                dx[from]! += gradient * w.data[tap]!;
                dw[tap]! += gradient * x.data[from]!;
              }
          y[at] = sum;
        }
  return { y, dx, dw };
}

async function runLowering(
  lowering: Lowering,
  shape: ConvolutionShape,
  first: Tensor,
  other: Tensor,
  out: readonly number[],
): Promise<Float32Array> {
  const graph = new OnnxGraph();
  graph.input('first', first.shape);
  graph.input('other', other.shape);
  graph.output(lowering.lower(graph, shape, 'first', 'other'), out);
  const session = await openSession(encodeModel(graph), { threads: 1 });
  const results = await session.run({ first, other });
  await session.dispose();
  return Object.values(results)[0]?.data ?? new Float32Array();
}

const {
  block,
  convolution: CONVOLUTIONS,
  inputGradient: INPUT_GRADIENTS,
  weightGradient: WEIGHT_GRADIENTS,
} = await waysHere();
/** Those that a case below reaches. */
const checked = new Set(
  [...CONVOLUTIONS, ...INPUT_GRADIENTS, ...WEIGHT_GRADIENTS]
    .filter((way) => [...LAYERS, ...OTHERS].some(([, layer]) => way.fits(shapeOf(layer))))
    .map(({ name }) => name),
);

test.each([...LAYERS, ...OTHERS])(
  'every way to lower %s and its gradients gives what the definition gives',
  async (_, layer) => {
    const shape = shapeOf(layer);
    const { batch, c, k, height, width, outHeight, outWidth, kernel, groups } = shape;
    const x = tensor('x', [batch, c, height, width]);
    const w = tensor('w', [k, c / groups, kernel, kernel]);
    const g = tensor('g', [batch, k, outHeight, outWidth]);
    const { y, dx, dw } = byLoops(shape, x, w, g);
    for (const [ways, first, other, expected, out] of [
      [CONVOLUTIONS, x, w, y, g.shape],
      [INPUT_GRADIENTS, g, w, dx, x.shape],
      [WEIGHT_GRADIENTS, g, x, dw, w.shape],
    ] as const) {
      const scale = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
      for (const lowering of ways.filter((way) => way.fits(shape))) {
        const found = await runLowering(lowering, shape, first, other, out);
        expect(found.length, lowering.name).toBe(expected.length);
        const farthest = expected.reduce((most, value, i) => Math.max(most, Math.abs(value - found[i]!)), 0);
        expect(farthest, lowering.name).toBeLessThan(1e-5 * scale);
      }
    }
  },
);

test('every lowering there is, and whatever the tables choose for these layers, is among what is checked', () => {
  for (const way of [...CONVOLUTIONS, ...INPUT_GRADIENTS, ...WEIGHT_GRADIENTS])
    expect(checked).toContain(way.name);
  for (const table of [defaultLowerings, portableLowerings, ...(block ? [blockedLowerings(block)] : [])])
    for (const [, layer] of [...LAYERS, ...OTHERS])
      for (const grown of [1, 8]) {
        const shape = shapeOf({ ...layer, size: layer.size * grown });
        for (const chosen of [
          table.convolution(shape),
          table.inputGradient(shape),
          table.weightGradient(shape),
        ]) {
          expect(chosen.fits(shape), chosen.name).toBe(true);
          expect(checked).toContain(chosen.name);
        }
      }
});

test('blocks are used where the machine has them, for convolutions that fill them', ({ skip }) => {
  if (block === undefined) return skip('no blocks on this machine');
  expect([8, 16]).toContain(block);
  const table = blockedLowerings(block);
  const layer1 = shapeOf({ ...plain, c: 64, k: 64, size: 7 });
  expect(table.convolution(layer1).name).toBe('blockedConvolution');
  expect(table.inputGradient(layer1).name).toBe('blockedFlippedConvolution');
  const few = shapeOf({ ...plain, c: 4, k: 64, size: 7 });
  expect(table.convolution(few).name).toBe('convolutionIntoBlocks');
});

test('a lowering that is wrong for a shape, or that there is not, is refused', () => {
  const strided = shapeOf({ ...plain, c: 5, k: 4, size: 7, kernel: 1, stride: 2, padding: 0 });
  expect(() => named(INPUT_GRADIENT_LOWERINGS, 'flippedConvolution', strided)).toThrow(/cannot lower/);
  expect(() => named(INPUT_GRADIENT_LOWERINGS, 'magic', strided)).toThrow(/is no lowering; there are/);
});
