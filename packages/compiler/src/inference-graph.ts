import { CompilerError } from './compiler-error.ts';
import { lowerForward } from './lower-forward.ts';
import type { Model } from './model.ts';
import { input, type Node } from './node.ts';
import { encodeModel } from './onnx/encode-model.ts';
import { OnnxGraph } from './onnx/onnx-graph.ts';
import { type StoredWeights, storeParameter } from './onnx/store-parameter.ts';
import { classActivationMap } from './operations/class-activation-map.ts';
import type { ParameterMap } from './tensor.ts';

export interface InferenceOptions {
  /** 'dynamic' leaves the number of images free. */
  readonly batch: number | 'dynamic';
  readonly size: number;
  /** How kernels and classifier are kept in the file; they are widened to float32 when it is loaded. */
  readonly weights?: StoredWeights;
  /** Adds the classifier's activation maps [N, outputs, h, w] as `cam`, whose spatial mean is what it puts out. */
  readonly cam?: boolean;
  readonly metadata?: Readonly<Record<string, string>>;
}

/**
 * A self-contained ONNX file that reads: input `images` [N, C, S, S], an output for each head that isn't
 * auxiliary, under its name, and, where asked for, `cam`. Every parameter and running statistic is an initializer of its own name, so that `readParameters` gets them
 * back; onnxruntime widens and folds them when it loads the file.
 * @throws CompilerError where a parameter is missing, has the wrong shape, or cannot be kept in the format asked for
 */
export function inferenceGraph(
  model: Model,
  parameters: ParameterMap,
  options: InferenceOptions,
): Uint8Array {
  const { batch, size, weights = 'float32', cam = false, metadata } = options;
  const graph = new OnnxGraph();
  const free = (shape: readonly number[]) => (batch === 'dynamic' ? ['N', ...shape.slice(1)] : shape);
  const images = input('images', [batch === 'dynamic' ? 1 : batch, model.channels, size, size]);
  const { heads, classifier } = model.build(images);
  const outputs = model.heads.flatMap(({ name, auxiliary }): [string, Node][] => {
    const values = heads[name];
    return auxiliary || values === undefined ? [] : [[name, values]];
  });
  if (cam) outputs.push(['cam', classActivationMap(classifier.features, classifier.weight, classifier.bias)]);

  const { value } = lowerForward(
    graph,
    outputs.map(([, node]) => node),
    'inference',
    (leaf) => {
      if (leaf.kind === 'input') return graph.input(leaf.name, free(leaf.shape));
      const tensor = parameters.get(leaf.name);
      if (tensor === undefined)
        throw new CompilerError(leaf.name, `is missing among the parameters of ${model.name}`);
      if (tensor.shape.join() !== leaf.shape.join())
        throw new CompilerError(leaf.name, `has shape [${tensor.shape}] instead of [${leaf.shape}]`);
      // A vector (norms, biases) is small and sensitive: it stays as it is.
      return storeParameter(graph, leaf.name, tensor, leaf.shape.length > 1 ? weights : 'float32');
    },
  );
  for (const [name, node] of outputs) {
    graph.op('Identity', [value(node)], {}, { output: name });
    graph.output(name, free(node.shape));
  }
  return encodeModel(graph, metadata);
}
