import { Rng } from '@ichor/ct';
import { openSession } from '@ichor/runtime';
import { expect, test } from 'vitest';
import { input, parameter } from '../node.ts';
import { encodeModel } from '../onnx/encode-model.ts';
import { OnnxGraph } from '../onnx/onnx-graph.ts';
import { type ConvolutionShape, conv2d, convolutionShape } from '../operations/conv2d.ts';
import { elementCount } from '../tensor.ts';
import { blockProbe, blockSize } from './blocked.ts';
import { blockedLowerings, defaultLowerings, named } from './default-lowerings.ts';
import { INPUT_GRADIENT_LOWERINGS } from './input-gradient.ts';
import type { Lowering } from './lowerings.ts';
import { WEIGHT_GRADIENT_LOWERINGS } from './weight-gradient.ts';

/** Shapes of every kind that a residual network has, made small; odd sizes leave a row that no output reads. */
const CASES = [
  { batch: 2, c: 5, k: 4, size: 6, kernel: 1, stride: 1, padding: 0, dilation: 1 },
  { batch: 2, c: 5, k: 4, size: 7, kernel: 1, stride: 2, padding: 0, dilation: 1 },
  { batch: 3, c: 4, k: 6, size: 6, kernel: 3, stride: 1, padding: 1, dilation: 1 },
  { batch: 2, c: 4, k: 3, size: 8, kernel: 3, stride: 2, padding: 1, dilation: 1 },
  { batch: 2, c: 4, k: 3, size: 9, kernel: 3, stride: 2, padding: 1, dilation: 1 },
  { batch: 1, c: 3, k: 5, size: 8, kernel: 3, stride: 1, padding: 2, dilation: 2 },
  { batch: 2, c: 3, k: 8, size: 16, kernel: 7, stride: 2, padding: 3, dilation: 1 },
] as const;

const shapeOf = ({ batch, c, k, size, kernel, ...window }: (typeof CASES)[number]): ConvolutionShape =>
  convolutionShape(
    conv2d(input('x', [batch, c, size, size]), parameter('w', [k, c, kernel, kernel]), window),
  );

const tensor = (name: string, shape: readonly number[]) => {
  const rng = Rng.of(name, ...shape);
  return { shape, data: Float32Array.from({ length: elementCount(shape) }, () => rng.uniform(-1, 1)) };
};

async function runLowering(
  lowering: Lowering,
  shape: ConvolutionShape,
  other: readonly number[],
  out: readonly number[],
  gradient: readonly number[] = [shape.batch, shape.k, shape.outHeight, shape.outWidth],
) {
  const graph = new OnnxGraph();
  graph.input('gradient', gradient);
  graph.input('other', other);
  graph.output(lowering.lower(graph, shape, 'gradient', 'other'), out);
  const session = await openSession(encodeModel(graph), { threads: 1 });
  const results = await session.run({
    gradient: tensor('gradient', gradient),
    other: tensor('other', other),
  });
  await session.dispose();
  return Object.values(results)[0]?.data ?? new Float32Array();
}

async function expectAgreement(
  lowerings: readonly Lowering[],
  chosen: Lowering,
  shape: ConvolutionShape,
  other: readonly number[],
  out: readonly number[],
): Promise<number> {
  const expected = await runLowering(chosen, shape, other, out);
  expect(expected.length).toBe(elementCount(out));
  const scale = Math.max(...expected.map(Math.abs));
  const others = lowerings.filter((lowering) => lowering.fits(shape) && lowering !== chosen);
  for (const lowering of others) {
    const found = await runLowering(lowering, shape, other, out);
    expect(found.length, lowering.name).toBe(expected.length);
    const difference = Math.max(...found.map((value, i) => Math.abs(value - (expected[i] as number))));
    expect(difference, lowering.name).toBeLessThan(1e-5 * scale);
  }
  return others.length;
}

test('every way to lower a gradient gives what the default way gives', async () => {
  let compared = 0;
  for (const shape of CASES.map(shapeOf)) {
    const { batch, c, k, height, width, kernel } = shape;
    const x = [batch, c, height, width];
    const w = [k, c, kernel, kernel];
    compared += await expectAgreement(
      INPUT_GRADIENT_LOWERINGS,
      defaultLowerings.inputGradient(shape),
      shape,
      w,
      x,
    );
    compared += await expectAgreement(
      WEIGHT_GRADIENT_LOWERINGS,
      defaultLowerings.weightGradient(shape),
      shape,
      x,
      w,
    );
  }
  expect(compared).toBeGreaterThan(CASES.length * 2);
});

/** Channels a block on this machine, undefined where there are no blocks. */
async function blocksHere(): Promise<number | undefined> {
  const { onnx, x } = blockProbe();
  const session = await openSession(onnx, { threads: 1 }).catch(() => undefined);
  const results = await session?.run({ x });
  await session?.dispose();
  return results?.y && blockSize(results.y.data);
}

test('convolutions in blocks give what ordinary ones give, where the machine has blocks', async ({
  skip,
}) => {
  const block = await blocksHere();
  if (block === undefined) return skip('no blocks on this machine');
  expect([8, 16]).toContain(block);
  const tables = [defaultLowerings, blockedLowerings(block)] as const;
  const kept = { batch: 2, c: 2 * block, k: 3 * block, kernel: 3 };
  for (const window of [
    { size: 9, stride: 1, padding: 1, dilation: 1 },
    { size: 12, stride: 1, padding: 0, dilation: 1 },
    { size: 10, stride: 1, padding: 2, dilation: 2 },
  ]) {
    const { batch, c, k, kernel, size, ...rest } = { ...kept, ...window };
    const x = input('x', [batch, c, size, size]);
    const shape = convolutionShape(conv2d(x, parameter('w', [k, c, kernel, kernel]), rest));
    const w = [k, c, kernel, kernel];
    const y = [batch, k, shape.outHeight, shape.outWidth];
    const [forwards, backwards] = [
      tables.map((table) => table.convolution(shape)),
      tables.map((table) => table.inputGradient(shape)),
    ];
    expect([forwards[1]?.name, backwards[1]?.name]).toEqual([
      'blockedConvolution',
      'blockedFlippedConvolution',
    ]);
    const outputs = await Promise.all(forwards.map((way) => runLowering(way, shape, w, y, x.shape)));
    const gradients = await Promise.all(backwards.map((way) => runLowering(way, shape, w, x.shape)));
    for (const [expected, found] of [outputs, gradients]) {
      if (expected === undefined || found === undefined) throw new RangeError('two results each');
      expect(found.length).toBe(expected.length);
      const difference = Math.max(...found.map((value, i) => Math.abs(value - (expected[i] ?? Number.NaN))));
      expect(difference).toBeLessThan(1e-5 * Math.max(...expected.map(Math.abs)));
    }
  }
});

test('a lowering that is wrong for a shape, or that there is not, is refused', () => {
  const strided = shapeOf(CASES[1]);
  expect(() => named(INPUT_GRADIENT_LOWERINGS, 'flippedConvolution', strided)).toThrow(/cannot lower/);
  expect(() => named(INPUT_GRADIENT_LOWERINGS, 'magic', strided)).toThrow(/is no lowering; there are/);
});
