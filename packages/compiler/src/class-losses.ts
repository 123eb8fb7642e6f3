import type { OnnxGraph } from './onnx/onnx-graph.ts';

/**
 * The mean of losses over the samples that count, for each class by itself.
 *
 * @param each the losses [N, classes], unweighted
 * @param mask the samples' weights [N]; those of 0 don't count, and where none counts the mean is 0
 * @returns the means [classes]
 */
export function classLosses(graph: OnnxGraph, each: string, mask: string | undefined): string {
  const first = graph.integers([0]);
  if (mask === undefined) return graph.op('ReduceMean', [each], { axes: [0], keepdims: 0 });
  const [none, one] = [graph.floats(0), graph.floats(1)];
  const counts = graph.op('Where', [graph.op('Greater', [mask, none]), one, none]); // [N]
  const known = graph.op('Max', [graph.op('ReduceSum', [counts, first], { keepdims: 1 }), one]);
  const column = graph.op('Reshape', [counts, graph.integers([-1, 1])]);
  const sums = graph.op('ReduceSum', [graph.op('Mul', [each, column]), first], { keepdims: 0 });
  return graph.op('Div', [sums, known]);
}
