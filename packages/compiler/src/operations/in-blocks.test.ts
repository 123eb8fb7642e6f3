import fc from '@ichor/testing/properties';
import { test } from 'vitest';
import { blockedLowerings, defaultLowerings } from '../lowerings/default-lowerings.ts';
import { waysHere } from '../lowerings/testing/ways-here.ts';
import type { Node } from '../node.ts';
import { add } from './add.ts';
import { conv2d } from './conv2d.ts';
import { stochasticDepth } from './dropout.ts';
import { globalAveragePool } from './global-average-pool.ts';
import { multiply } from './multiply.ts';
import { sigmoid } from './sigmoid.ts';
import { silu } from './silu.ts';
import { expectGradients } from './testing/expect-gradients.ts';

const { block } = await waysHere();

/** A block of EfficientNet without its norms: whoever reads or writes a map here finds it in blocks, where the machine has them. */
function excitedBlock({ x, first, depthwise, last }: Readonly<Record<string, Node>>): Node {
  const expanded = silu(conv2d(x as Node, first as Node));
  const filtered = silu(conv2d(expanded, depthwise as Node, { padding: 1, groups: expanded.shape[1]! }));
  const gate = sigmoid(globalAveragePool(filtered, { keepPlaces: true }));
  const projected = conv2d(multiply(filtered, gate), last as Node);
  const kept = stochasticDepth(multiply(projected, projected), { name: 'block', rate: 0.5 });
  return add(kept, x as Node);
}

test('maps that stay in blocks through products, gates and means have the gradients of central differences', async () => {
  const table = block === undefined ? defaultLowerings : blockedLowerings(block);
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 3 }),
      fc.integer({ min: 2, max: 20 }),
      fc.integer({ min: 2, max: 20 }),
      (batch, height, width) =>
        expectGradients({
          shapes: {
            x: [batch, 16, height, width],
            first: [32, 16, 1, 1],
            depthwise: [32, 1, 3, 3],
            last: [16, 32, 1, 1],
          },
          build: excitedBlock,
          values: (name, _, rng) => rng.uniform(-1, 1) * (name === 'last' ? 0.2 : 0.5),
          lowerings: table,
        }),
    ),
    { numRuns: 8 },
  );
});
