import { inferenceGraph } from '@ichor/compiler';
import { IchorError } from '@ichor/ct';
import type { Prepared } from '@ichor/dataset';
import { buildModel } from '@ichor/models';
import { openSession } from '@ichor/runtime';
import { loadWeights } from './initial-weights.ts';
import { loadBundle } from './load-bundle.ts';
import { predict } from './predict.ts';
import type { Predictions } from './predictions.ts';
import { describedRun } from './run-folder.ts';

export interface PredictOptions {
  /** Rows of `prepared`; all by default. */
  readonly rows?: ArrayLike<number> | undefined;
  readonly threads?: number | undefined;
  readonly onProgress?: ((done: number) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Scores slices with a run's newest weights, in 32 bit: the mean over each slice and its mirror image. */
export async function predictWithRun(
  folder: string,
  prepared: Prepared,
  options: PredictOptions = {},
): Promise<Predictions> {
  const { recipe } = await describedRun(folder);
  if (recipe.size !== prepared.specification.size)
    throw new IchorError({
      code: 'size-differs',
      subject: folder,
      problem: `was trained at ${recipe.size} px, and the slices are prepared at ${prepared.specification.size}`,
      remedy: `Prepare them at ${recipe.size} px.`,
    });
  const onnx = inferenceGraph(buildModel(recipe.architecture), await loadWeights(folder), {
    batch: 'dynamic',
    size: recipe.size,
  });
  return predictWithModel(onnx, prepared, options);
}

/**
 * Scores slices with the model of a bundle, as it was rounded for the file, and with their mirror images where the bundle
 * reads so.
 *
 * @throws IchorError as `loadBundle` does.
 */
export async function predictWithBundle(
  folder: string,
  prepared: Prepared,
  options: PredictOptions = {},
): Promise<Predictions> {
  const { bundle, onnx } = await loadBundle(folder);
  return predictWithModel(onnx, prepared, options, bundle.mirror);
}

async function predictWithModel(
  onnx: Uint8Array,
  prepared: Prepared,
  { rows = prepared.patients.map((_, row) => row), threads = 2, onProgress, signal }: PredictOptions,
  mirror = true,
): Promise<Predictions> {
  const { size } = prepared.specification;
  const session = await openSession(onnx, { threads });
  try {
    const evaluate = async (images: Float32Array): Promise<Float32Array> => {
      const shape = [images.length / (3 * size * size), 3, size, size];
      return (await session.run({ images: { shape, data: images } })).logits!.data;
    };
    return await predict(evaluate, prepared, rows, { mirror, ...(onProgress ? { onProgress } : {}), signal });
  } finally {
    await session.dispose();
  }
}
