import { BLOCKED, type OnnxGraph } from '../onnx/onnx-graph.ts';

/*
 * A map [N, C, H, W] may lie in memory in other ways than its name says. Everything that reads a value asks for the layout
 * that it wants; each is made once, and what was computed in blocks goes over to the plain layout only where somebody reads
 * it plainly (`OnnxGraph.removeUnused` takes out the rest). So maps stay in blocks from layer to layer.
 */

/** Whether the map was computed in blocks, or somebody needed it so: then it costs nothing to go on in them. */
export const liesInBlocks = (graph: OnnxGraph, value: string): boolean =>
  graph.layouts.has(`blocks ${value}`);

/** The map in blocks of channels (`BLOCKED`), of which its channels have to be a multiple. */
export const inBlocks = (graph: OnnxGraph, value: string): string =>
  known(graph, `blocks ${value}`, () =>
    graph.op('ReorderInput', [value], { channels_last: 0 }, { domain: BLOCKED }),
  );

/** The plain name of a map that was computed in blocks. */
export function outOfBlocks(graph: OnnxGraph, blocked: string, channels: number): string {
  const value = graph.op('ReorderOutput', [blocked], { channels, channels_last: 0 }, { domain: BLOCKED });
  graph.layouts.set(`blocks ${value}`, blocked);
  return value;
}

/** The map as rows of channels, a row a pixel: [N * H * W, C]. */
export function asRows(
  graph: OnnxGraph,
  value: string,
  [n = 0, c = 0, h = 0, w = 0]: readonly number[],
): string {
  return known(graph, `rows ${value}`, () => {
    const last = liesInBlocks(graph, value)
      ? graph.op(
          'ReorderOutput',
          [inBlocks(graph, value)],
          { channels: c, channels_last: 1 },
          { domain: BLOCKED },
        )
      : graph.op('Transpose', [value], { perm: [0, 2, 3, 1] });
    return graph.op('Reshape', [last, graph.integers([n * h * w, c])]);
  });
}

/** An operator that takes each value by itself, or two of one place: in blocks where one of its maps lies in them. */
export function pointwise(
  graph: OnnxGraph,
  type: string,
  values: readonly string[],
  shape: readonly number[],
  attributes: Parameters<OnnxGraph['op']>[2] = {},
): string {
  if (!values.some((value) => liesInBlocks(graph, value))) return graph.op(type, values, attributes);
  const blocked = values.map((value) => inBlocks(graph, value));
  return outOfBlocks(graph, graph.op(type, blocked, attributes), shape[1] ?? 0);
}

/** A map each of whose channels holds one value, from those [N, C, 1, 1]; `spreadFrom` knows them again. */
export function spread(graph: OnnxGraph, values: string, shape: readonly number[]): string {
  const map = graph.op('Expand', [values, graph.integers(shape)]);
  graph.layouts.set(`spread ${map}`, values);
  return map;
}

/** The values [N, C, 1, 1] that such a map was made from. */
export const spreadFrom = (graph: OnnxGraph, value: string): string | undefined =>
  graph.layouts.get(`spread ${value}`);

function known(graph: OnnxGraph, key: string, make: () => string): string {
  const name = graph.layouts.get(key) ?? make();
  graph.layouts.set(key, name);
  return name;
}
