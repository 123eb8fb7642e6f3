import { inferenceGraph } from '@ichor/compiler';
import type { Prepared } from '@ichor/dataset';
import { IchorError } from '@ichor/notices';
import { openSession } from '@ichor/runtime';
import type { ScoreRule } from '@ichor/scoring';
import { loadWeights } from './initial-weights.ts';
import { loadBundle } from './load-bundle.ts';
import { predict } from './predict.ts';
import type { Predictions } from './predictions.ts';
import { readingModel, recipeInput } from './recipe.ts';
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
  const input = recipeInput(recipe);
  if (JSON.stringify(input) !== JSON.stringify(prepared.specification))
    throw new IchorError({
      code: 'input-differs',
      subject: folder,
      problem: `was trained on ${JSON.stringify(input)}, and the slices are prepared as ${JSON.stringify(prepared.specification)}`,
    });
  const onnx = inferenceGraph(readingModel(recipe), await loadWeights(folder), {
    batch: 'dynamic',
    size: recipe.size,
  });
  return predictWithModel(onnx, prepared, options);
}

/**
 * Scores slices with the model of a bundle, as it was rounded for the file, with their mirror images and calibrated where
 * the bundle reads so.
 *
 * @throws IchorError as `loadBundle` does.
 */
export async function predictWithBundle(
  folder: string,
  prepared: Prepared,
  options: PredictOptions = {},
): Promise<Predictions> {
  const { bundle, model } = await loadBundle(folder);
  return predictWithModel(model, prepared, options, bundle);
}

async function predictWithModel(
  onnx: Uint8Array,
  prepared: Prepared,
  { rows = prepared.patients.map((_, row) => row), threads = 2, onProgress, signal }: PredictOptions,
  { mirror, calibration }: Partial<ScoreRule> = {},
): Promise<Predictions> {
  const { size } = prepared.specification;
  const session = await openSession(onnx, { threads });
  try {
    const network = async (images: Float32Array): Promise<Float32Array> => {
      const shape = [images.length / (3 * size * size), 3, size, size];
      return (await session.run({ images: { shape, data: images } })).logits!.data;
    };
    return await predict(network, prepared, rows, {
      mirror,
      calibration,
      onProgress,
      signal,
    });
  } finally {
    await session.dispose();
  }
}
