import { CompilerError } from './compiler-error.ts';
import { lowerForward } from './lower-forward.ts';
import type { Model } from './model.ts';
import { input } from './node.ts';
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
  /** 'logits+cam' adds class activation maps [N, classes, h, w], whose spatial mean is the logits. */
  readonly outputs?: 'logits' | 'logits+cam';
  readonly metadata?: Readonly<Record<string, string>>;
}

/**
 * A self-contained ONNX file that reads: input `images` [N, C, S, S], outputs `logits` [N, classes] and, where asked for,
 * `cam`. Every parameter and running statistic is an initializer of its own name, so that `readParameters` gets them
 * back; onnxruntime widens and folds them when it loads the file.
 * @throws CompilerError where a parameter is missing, has the wrong shape, or cannot be kept in the format asked for
 */
export function inferenceGraph(
  model: Model,
  parameters: ParameterMap,
  options: InferenceOptions,
): Uint8Array {
  const { batch, size, weights = 'float32', outputs = 'logits', metadata } = options;
  const graph = new OnnxGraph();
  const free = (shape: readonly number[]) => (batch === 'dynamic' ? ['N', ...shape.slice(1)] : shape);
  const images = input('images', [batch === 'dynamic' ? 1 : batch, model.channels, size, size]);
  const { logits, classifier } = model.build(images);
  const cam = classActivationMap(classifier.features, classifier.weight, classifier.bias);

  const { value } = lowerForward(
    graph,
    outputs === 'logits' ? [logits] : [logits, cam],
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
  graph.op('Identity', [value(logits)], {}, { output: 'logits' });
  graph.output('logits', free(logits.shape));
  if (outputs === 'logits+cam') {
    graph.op('Identity', [value(cam)], {}, { output: 'cam' });
    graph.output('cam', free(cam.shape));
  }
  return encodeModel(graph, metadata);
}
