import fc from '@ichor/testing/properties';
import { expect, test } from 'vitest';
import { foldFrozenNorms } from '../fold-frozen-norms.ts';
import { type Node, parameter } from '../node.ts';
import { add } from './add.ts';
import { averagePool } from './average-pool.ts';
import { batchNorm } from './batch-norm.ts';
import { binaryCrossEntropy } from './binary-cross-entropy.ts';
import { classActivationMap } from './class-activation-map.ts';
import { concat } from './concat.ts';
import { conv2d } from './conv2d.ts';
import { dropout, stochasticDepth } from './dropout.ts';
import { globalAveragePool } from './global-average-pool.ts';
import { linear } from './linear.ts';
import { maxPool } from './max-pool.ts';
import { multiply } from './multiply.ts';
import { relu } from './relu.ts';
import { relu6 } from './relu6.ts';
import { sigmoid } from './sigmoid.ts';
import { silu } from './silu.ts';
import { softDice } from './soft-dice.ts';
import { expectGradients, type GradientCheck } from './testing/expect-gradients.ts';
import { upsample } from './upsample.ts';

/** Each operator's own, of whatever shapes are drawn. */
const expectAlways = <T>(drawn: fc.Arbitrary<T>, check: (value: T) => GradientCheck): Promise<void> =>
  fc.assert(
    fc.asyncProperty(drawn, (value) => expectGradients(check(value))),
    { numRuns: 12 },
  );

const upTo = (most: number, least = 1) => fc.integer({ min: least, max: most });
const maps = (least = 1) => fc.tuple(upTo(3), upTo(4), upTo(7, least), upTo(7, least)); // [N, C, H, W]
const vectors = fc.tuple(upTo(3), upTo(6)); // [N, C]
const anyShape = fc.oneof(maps(), vectors);

/** Multiples of 0.05 between, but never at, the kinks of relu and relu6. */
const offKinks = (_: string, i: number) => (((i * 37) % 171) - 20) * 0.05 + 0.025;
/** No two of them closer than 0.05. */
const distinct = (count: number) => (_: string, i: number) =>
  ((i * PRIME) % count) * 0.05 - count * 0.025 + 0.025;
/** Larger than any count of values here, so that its multiples go through all of them. */
const PRIME = 1009;

test.each(Object.entries({ relu, relu6, sigmoid, silu }))(
  '%s has the gradient of central differences',
  (_, operator) =>
    expectAlways(anyShape, (shape) => ({
      shapes: { x: shape },
      build: ({ x }) => operator(x as Node),
      values: offKinks,
    })),
);

test('a sum and a product hand their gradient to both operands, also where they are one value', async () => {
  for (const operator of [add, multiply]) {
    await expectAlways(anyShape, (shape) => ({
      shapes: { a: shape, b: shape },
      build: ({ a, b }) => operator(a as Node, b as Node),
    }));
    await expectAlways(anyShape, (shape) => ({
      shapes: { a: shape },
      build: ({ a }) => operator(a as Node, operator(a as Node, a as Node)),
    }));
  }
});

test('one factor a channel gets the sum over its map', () =>
  expectAlways(maps(), ([n, c, h, w]) => ({
    shapes: { a: [n, c, h, w], b: [n, c, 1, 1] },
    build: ({ a, b }) => multiply(a as Node, b as Node),
  })));

test('a linear layer has the gradients of central differences', () =>
  expectAlways(fc.tuple(upTo(4), upTo(5), upTo(5)), ([n, i, o]) => ({
    shapes: { x: [n, i], w: [o, i], b: [o] },
    build: ({ x, w, b }) => linear(x as Node, w as Node, b as Node),
  })));

test('a classifier at every place of a map has the gradients of central differences', () =>
  expectAlways(fc.tuple(maps(), upTo(4)), ([[n, c, h, w], classes]) => ({
    shapes: { x: [n, c, h, w], w: [classes, c], b: [classes] },
    build: ({ x, w: weight, b }) => classActivationMap(x as Node, weight as Node, b as Node),
  })));

test('the mean over a map has the gradient of central differences', () =>
  expectAlways(fc.tuple(maps(), fc.boolean()), ([shape, keepPlaces]) => ({
    shapes: { x: shape },
    build: ({ x }) => globalAveragePool(x as Node, keepPlaces ? { keepPlaces } : {}),
  })));

const windows = fc
  .record({ kernel: upTo(4), stride: upTo(4), padding: upTo(2, 0) })
  .filter(({ kernel, padding }) => 2 * padding <= kernel);

test('windows of a mean and of a maximum, apart or overlapping, padded or not, have the gradients of central differences', async () => {
  await expectAlways(fc.tuple(maps(4), windows), ([shape, window]) => ({
    shapes: { x: shape },
    build: ({ x }) => averagePool(x as Node, window),
  }));
  await expectAlways(fc.tuple(maps(4), windows), ([shape, window]) => ({
    shapes: { x: shape },
    build: ({ x }) => maxPool(x as Node, window),
    values: distinct(shape.reduce((a, b) => a * b)),
  }));
});

test.each(['nearest', 'bilinear'] as const)(
  'maps made larger, %s, have the gradient of central differences',
  (mode) =>
    expectAlways(fc.tuple(maps(), upTo(4)), ([shape, factor]) => ({
      shapes: { x: shape },
      build: ({ x }) => upsample(x as Node, { factor, mode }),
    })),
);

test('each of several values side by side gets its own part of the gradient', () =>
  expectAlways(fc.tuple(maps(), upTo(4), fc.boolean()), ([[n, c, h, w], other, twice]) => ({
    shapes: { a: [n, c, h, w], b: [n, other, h, w] },
    build: ({ a, b }) => concat([a, b, ...(twice ? [a] : [])] as Node[]),
  })));

test('what is left out at random has no gradient, and the rest is scaled', () =>
  expectAlways(
    fc.tuple(
      anyShape,
      fc.double({ min: 0, max: 0.9, noNaN: true }),
      fc.constantFrom(dropout, stochasticDepth),
    ),
    ([shape, rate, operator]) => ({
      shapes: { x: shape },
      build: ({ x }) => operator(x as Node, { name: 'layer', rate }),
    }),
  ));

const normParameters = (
  { weight, bias, mean, variance }: Readonly<Record<string, Node>>,
  channels: number,
) => ({
  weight: weight as Node,
  bias: bias as Node,
  runningMean: mean?.kind === 'parameter' ? mean : parameter('mean', [channels]),
  runningVariance: variance?.kind === 'parameter' ? variance : parameter('variance', [channels]),
});

test('batch normalization has the gradients of central differences, on small maps and large ones, also where the mean is large', () =>
  expectAlways(
    fc.tuple(fc.oneof(maps(3), fc.constant([2, 2, 15, 15])), fc.constantFrom(0, 3)),
    ([shape, offset]) => ({
      shapes: { x: shape, weight: [shape[1] as number], bias: [shape[1] as number] },
      build: ({ x, ...leaves }) => batchNorm(x as Node, 'norm', normParameters(leaves, shape[1] as number)),
      values: (name, _, rng) => (name === 'x' ? offset : 0) + rng.uniform(-1, 1),
    }),
  ));

test('a frozen norm folded into its convolution has the gradients of central differences, for its own parameters too', () =>
  expectAlways(fc.tuple(maps(3), upTo(2), upTo(2), fc.boolean()), ([[n, c, h, w], groups, out, biased]) => {
    const k = out * groups;
    const shapes = {
      x: [n, c * groups, h, w],
      w: [k, c, 3, 3],
      weight: [k],
      bias: [k],
      mean: [k],
      variance: [k],
    };
    return {
      shapes: biased ? { ...shapes, own: [k] } : shapes,
      build: ({ x, w: kernels, own, ...leaves }) => {
        const options = { groups, padding: 1, ...(own ? { bias: own } : {}) };
        const y = conv2d(x as Node, kernels as Node, options);
        const [folded] = foldFrozenNorms([batchNorm(y, 'norm', normParameters(leaves, k))], () => true);
        expect(folded?.kind).toBe('conv2d');
        return folded as Node;
      },
      values: (name, _, rng) => (name === 'variance' ? rng.uniform(0.2, 2) : rng.uniform(-1, 1)),
      given: ['mean', 'variance'],
    };
  }));

test.each(Object.entries({ binaryCrossEntropy, softDice }))(
  '%s, its classes and samples weighted, has the gradient of central differences',
  (_, loss) =>
    expectAlways(fc.tuple(maps(), fc.boolean()), ([shape, weighted]) => {
      const [n, classes] = shape;
      const weights = Array.from({ length: classes }, (_, i) => 1 + i);
      return {
        shapes: { z: shape, y: shape, ...(weighted ? { samples: [n] } : {}) },
        build: ({ z, y, samples }) => loss(z as Node, y as Node, weights, samples),
        values: (name, _, rng) => (name === 'z' ? rng.uniform(-3, 3) : rng.uniform()),
        given: ['y', 'samples'],
        step: 0.03,
      };
    }),
);
