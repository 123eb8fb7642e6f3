import { encodeModel } from '../onnx/encode-model.ts';
import { OnnxGraph } from '../onnx/onnx-graph.ts';
import type { ConvolutionShape } from '../operations/conv2d.ts';
import type { TensorSpecification } from '../training-graph.ts';
import { blockedLowerings, defaultLowerings, named } from './default-lowerings.ts';
import { inBlocks, outOfBlocks } from './layouts.ts';
import type { Lowering, Lowerings } from './lowerings.ts';
import { type LoweringKind, waysToLower } from './ways.ts';

/** One convolution, or one of its gradients, lowered one way. */
export interface TimedGraph {
  readonly onnx: Uint8Array;
  readonly inputs: readonly TensorSpecification[];
}

export interface TimedOptions {
  /** Channels a block, where the machine has blocks. */
  readonly block?: number | undefined;
  /** How long a graph takes: of all ways that fit, the one that takes least is taken. */
  time(graph: TimedGraph): Promise<number>;
  /** The names of the ways that were chosen before, by `kind shape`: these aren't timed again, as long as there are such ways; what is chosen now is added. */
  readonly choices: Map<string, string>;
}

/**
 * A table of what is fastest here, as cuDNN's benchmark mode makes one: each convolution of a graph, and each of its gradients,
 * is timed once in every way that fits it.
 * @param lower lowers the graph by the table that it is given, as often as it is called
 */
export async function timedLowerings(
  lower: (lowerings: Lowerings) => unknown,
  { block, time, choices }: TimedOptions,
): Promise<Lowerings> {
  const fixed = block === undefined ? defaultLowerings : blockedLowerings(block);
  const ways = waysToLower(block);
  const wanted = new Map<string, { kind: LoweringKind; shape: ConvolutionShape }>();
  const noted = (kind: LoweringKind) => (shape: ConvolutionShape) => {
    wanted.set(keyOf(kind, shape), { kind, shape });
    return fixed[kind](shape);
  };
  lower(byKind(noted));
  for (const [key, { kind, shape }] of wanted) {
    const fitting = ways[kind].filter((way) => way.fits(shape));
    if (fitting.some(({ name }) => name === choices.get(key))) continue;
    let best: { readonly name: string; readonly time: number } | undefined;
    for (const way of fitting) {
      const took = fitting.length === 1 ? 0 : await time(alone(kind, way, shape, block));
      if (best === undefined || took < best.time) best = { name: way.name, time: took };
    }
    if (best !== undefined) choices.set(key, best.name);
  }
  return byKind((kind) => (shape) => {
    const choice = choices.get(keyOf(kind, shape));
    return choice === undefined ? fixed[kind](shape) : named(ways[kind], choice, shape);
  });
}

const byKind = (of: (kind: LoweringKind) => (shape: ConvolutionShape) => Lowering): Lowerings => ({
  convolution: of('convolution'),
  inputGradient: of('inputGradient'),
  weightGradient: of('weightGradient'),
});

const keyOf = (kind: LoweringKind, shape: ConvolutionShape): string => `${kind} ${JSON.stringify(shape)}`;

/** As it stands in a network: maps that fill blocks come in them, and go on in them. */
function alone(
  kind: LoweringKind,
  way: Lowering,
  shape: ConvolutionShape,
  block: number | undefined,
): TimedGraph {
  const { batch, c, k, height, width, outHeight, outWidth, kernel, groups } = shape;
  const x = [batch, c, height, width];
  const y = [batch, k, outHeight, outWidth];
  const weight = [k, c / groups, kernel, kernel];
  const maps = {
    convolution: { first: x, other: weight, result: y },
    inputGradient: { first: y, other: weight, result: x },
    weightGradient: { first: y, other: x, result: weight },
  };
  const { first, other, result } = maps[kind];
  const graph = new OnnxGraph();
  const fills = (map: readonly number[]): boolean =>
    block !== undefined && map !== weight && (map[1] ?? 0) % block === 0;
  const given = (name: string, map: readonly number[]): string => {
    const input = graph.input(name, map);
    return fills(map) ? outOfBlocks(graph, input, map[1] ?? 0) : input;
  };
  const value = way.lower(graph, shape, given('first', first), given('other', other));
  const left = fills(result) ? inBlocks(graph, value) : value;
  graph.op('Identity', [left], {}, { output: 'result' });
  graph.output('result', result);
  graph.removeUnused();
  const inputs = [
    { name: 'first', shape: first },
    { name: 'other', shape: other },
  ];
  return { onnx: encodeModel(graph), inputs };
}
