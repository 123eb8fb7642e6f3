import fc from '@ichor/testing/properties';
import { expect, test } from 'vitest';
import type { Node } from '../node.ts';
import { input, parameter } from '../node.ts';
import { type ConvolutionShape, conv2d, convolutionShape } from '../operations/conv2d.ts';
import { expectGradients } from '../operations/testing/expect-gradients.ts';
import type { Lowering } from './lowerings.ts';
import { waysHere } from './testing/ways-here.ts';

interface Case {
  readonly batch: number;
  readonly groups: number;
  /** Channels in and out of each group. */
  readonly c: number;
  readonly k: number;
  readonly height: number;
  readonly width: number;
  readonly kernel: number;
  readonly stride: number;
  readonly dilation: number;
  readonly padding: { readonly before: number; readonly after: number };
  readonly bias: boolean;
}

const upTo = (most: number, least = 1) => fc.integer({ min: least, max: most });

/** Whole windows, strides, groups, depthwise ones among them, with a place for the kernel. */
const cases: fc.Arbitrary<Case> = fc
  .record({
    batch: upTo(3),
    groups: fc.oneof(fc.constant(1), upTo(6)),
    c: fc.oneof(fc.constant(1), upTo(4)),
    k: upTo(3),
    height: upTo(9, 3),
    width: upTo(9, 3),
    kernel: fc.constantFrom(1, 2, 3, 5, 7),
    stride: upTo(3),
    dilation: upTo(2),
    padding: fc.record({ before: upTo(4, 0), after: upTo(4, 0) }),
    bias: fc.boolean(),
  })
  .filter(({ height, width, kernel, dilation, padding }) => {
    const reach = dilation * (kernel - 1) + 1;
    return Math.min(height, width) + padding.before + padding.after >= reach;
  });

const same = (kernel: number) => ({ before: (kernel - 1) / 2, after: (kernel - 1) / 2 });
const plain = { batch: 2, groups: 1, c: 4, k: 5, height: 6, width: 6, kernel: 3, stride: 1, dilation: 1 };
const layer = (over: Partial<Case>): Case => ({
  ...plain,
  padding: same(over.kernel ?? plain.kernel),
  bias: false,
  ...over,
});
const depthwise = { groups: 6, c: 1, k: 1 };

/** What the networks have: kernels, strides, groups and paddings of ResNets and EfficientNets, on maps of odd and even size. */
const LAYERS: readonly Case[] = [
  layer({ c: 3, k: 8, kernel: 7, stride: 2, height: 9, width: 9 }),
  layer({ c: 3, k: 16, kernel: 7, stride: 2, height: 9, width: 9 }),
  layer({ c: 16, k: 16 }),
  layer({ c: 16, k: 16, height: 5, width: 8 }),
  layer({ c: 16, k: 16, bias: true, batch: 3 }),
  layer({ stride: 2, height: 7, width: 7 }),
  layer({ kernel: 1, bias: true }),
  layer({ kernel: 1, stride: 2, height: 7, width: 7 }),
  layer({ c: 3, k: 8, stride: 2, padding: { before: 0, after: 1 } }),
  layer(depthwise),
  layer({ ...depthwise, stride: 2, height: 7 }),
  layer({ ...depthwise, kernel: 5 }),
  layer({ ...depthwise, kernel: 5, stride: 2, width: 7 }),
  layer({ ...depthwise, stride: 2, padding: { before: 0, after: 1 } }),
  layer({ ...depthwise, kernel: 5, stride: 2, padding: { before: 1, after: 2 } }),
  layer({ groups: 3, c: 2, k: 2 }),
  layer({ ...depthwise, groups: 16 }),
  layer({ c: 16, k: 16, stride: 2 }),
  layer({ ...depthwise, groups: 16, kernel: 5, stride: 2 }),
  layer({ ...depthwise, groups: 16, kernel: 5, stride: 2, height: 7, bias: true }),
];

const {
  convolution: convolutions,
  inputGradient: inputGradients,
  weightGradient: weightGradients,
} = await waysHere();
const reached = new Set<string>();

function shapesOf({ batch, groups, c, k, height, width, kernel, bias }: Case) {
  const shapes = { x: [batch, groups * c, height, width], w: [groups * k, c, kernel, kernel] };
  return bias ? { ...shapes, b: [groups * k] } : shapes;
}

const build =
  ({ padding, stride, dilation, groups }: Case) =>
  ({ x, w, b }: Readonly<Record<string, Node>>) =>
    conv2d(x as Node, w as Node, { padding, stride, dilation, groups, ...(b ? { bias: b } : {}) });

/** As many checks as it takes to go through all ways that fit: forwards, to the input's gradient and to the weight's. */
async function expectEveryWay(one: Case): Promise<void> {
  const shapes = shapesOf(one);
  const shape = convolutionShape(build(one)({ x: input('x', shapes.x), w: parameter('w', shapes.w) }));
  const fitting = [convolutions, inputGradients, weightGradients].map((ways) =>
    ways.filter((way) => way.fits(shape)),
  );
  const rounds = Math.max(...fitting.map(({ length }) => length));
  for (let round = 0; round < rounds; round++) {
    const [convolution, inputGradient, weightGradient] = fitting.map(
      (ways) => (_: ConvolutionShape) => turn(ways, round),
    );
    if (!convolution || !inputGradient || !weightGradient) throw new RangeError('a kind of way is missing');
    for (const ways of fitting) reached.add(turn(ways, round).name);
    const lowerings = { convolution, inputGradient, weightGradient };
    await expectGradients({ shapes, build: build(one), lowerings, step: 0.1 });
  }
}

function turn(ways: readonly Lowering[], round: number): Lowering {
  const way = ways[round % ways.length];
  if (way === undefined) throw new RangeError('no way fits');
  return way;
}

test('every way to lower the layers of the networks has the gradients of central differences', async () => {
  for (const one of LAYERS) await expectEveryWay(one);
  for (const { name } of [...convolutions, ...inputGradients, ...weightGradients])
    expect(reached).toContain(name);
});

test('every way to lower whatever convolution has the gradients of central differences', () =>
  fc.assert(fc.asyncProperty(cases, expectEveryWay), { numRuns: 15 }));
