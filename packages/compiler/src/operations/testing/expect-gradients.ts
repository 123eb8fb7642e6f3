import { Rng } from '@ichor/ct';
import { openSession } from '@ichor/runtime';
import { expect } from 'vitest';
import { lowerBackward } from '../../lower-backward.ts';
import { lowerForward } from '../../lower-forward.ts';
import { defaultLowerings } from '../../lowerings/default-lowerings.ts';
import type { Lowerings } from '../../lowerings/lowerings.ts';
import { type Node, parameter } from '../../node.ts';
import { encodeModel } from '../../onnx/encode-model.ts';
import { OnnxGraph } from '../../onnx/onnx-graph.ts';
import { elementCount } from '../../tensor.ts';
import { multiply } from '../multiply.ts';

export interface GradientCheck {
  /** The operator's inputs by name. */
  readonly shapes: Readonly<Record<string, readonly number[]>>;
  readonly build: (leaves: Readonly<Record<string, Node>>) => Node;
  /** Fills an input, from -1 to 1 by default. Kinks are to be farther away than a step. */
  readonly values?: (name: string, i: number, rng: Rng) => number;
  /** Inputs that are not differentiated for. */
  readonly given?: readonly string[];
  /** How far a central difference goes to each side; 0.01 by default. */
  readonly step?: number;
  readonly lowerings?: Lowerings;
}

/** Directions that are tried for each input. */
const DIRECTIONS = 3;
/** What a slope may be off by, as a share of the gradient's length. */
const TOLERANCE = 4e-3;

/**
 * The backward pass beside central differences. The loss is the sum of all values, each with a random factor of its own, added
 * up here in float64; each input moves along random directions in which every number takes part, so that one that is wrong
 * shows in whichever is tried.
 */
export async function expectGradients(check: GradientCheck): Promise<void> {
  const { shapes, build, values = (_, __, rng) => rng.uniform(-1, 1), given = [], step = 0.01 } = check;
  const { lowerings = defaultLowerings } = check;
  const rng = Rng.of('gradients', JSON.stringify(shapes));
  const leaves = Object.fromEntries(
    Object.entries(shapes).map(([name, shape]) => [name, parameter(name, shape)]),
  );
  const node = build(leaves);
  const loss = multiply(node, parameter('factors', node.shape));
  const graph = new OnnxGraph();
  const leaf = ({ name, shape }: { name: string; shape: readonly number[] }) => graph.input(name, shape);
  const forward = lowerForward(graph, [loss], 'training', leaf, lowerings);
  const wanted = Object.values(leaves).filter(({ name }) => !given.includes(name));
  const gradients = lowerBackward(graph, forward, loss, wanted, lowerings);
  graph.op('Identity', [forward.value(loss)], {}, { output: 'loss' });
  graph.output('loss', loss.shape);
  for (const { name, shape } of wanted) {
    graph.op('Identity', [gradients.get(leaves[name] as Node) ?? ''], {}, { output: `gradient/${name}` });
    graph.output(`gradient/${name}`, shape);
  }
  const session = await openSession(encodeModel(graph), { threads: 1 });
  const feeds = Object.fromEntries(
    graph.inputs.map(({ name, shape }) => {
      const sizes = shape.map(Number);
      const draw = (_: unknown, i: number) =>
        name === 'factors'
          ? rng.uniform(-1, 1)
          : name.startsWith('noise/')
            ? rng.uniform()
            : values(name, i, rng);
      return [name, { shape: sizes, data: Float32Array.from({ length: elementCount(sizes) }, draw) }];
    }),
  );
  try {
    const results = await session.run(feeds);
    for (const { name } of wanted) {
      const gradient = results[`gradient/${name}`]?.data ?? new Float32Array();
      const data = feeds[name]?.data ?? new Float32Array();
      expect(gradient.length, name).toBe(data.length);
      const before = data.slice();
      const lossAt = async (direction: readonly number[], distance: number): Promise<Float32Array> => {
        data.set(before.map((value, i) => value + distance * (direction[i] ?? 0)));
        return (await session.run(feeds)).loss?.data ?? new Float32Array();
      };
      for (let trial = 0; trial < DIRECTIONS; trial++) {
        const direction = Array.from(data, () => (rng.uniform() < 0.5 ? -1 : 1));
        const above = await lossAt(direction, step);
        const below = await lossAt(direction, -step);
        const slope = above.reduce((sum, value, i) => sum + (value - (below[i] ?? 0)), 0) / (2 * step);
        const expected = direction.reduce((sum, sign, i) => sum + sign * (gradient[i] ?? Number.NaN), 0);
        const length = Math.hypot(...gradient);
        expect(Math.abs(slope - expected), `${name}: ${expected} beside a slope of ${slope}`).toBeLessThan(
          TOLERANCE * length + 1e-5,
        );
      }
      data.set(before);
    }
  } finally {
    await session.dispose();
  }
}
