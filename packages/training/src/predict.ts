import { IchorError } from '@ichor/ct';
import { evaluationBatches, type Prepared } from '@ichor/dataset';
import type { Predictions } from './predictions.ts';

/** Network values of n samples -> their logits [n, 6]. */
export type Evaluate = (images: Float32Array) => Promise<Float32Array>;

/**
 * Scores the rows named: the mean of the probabilities of each slice and, by default, of its mirror image.
 *
 * @throws IchorError `prediction-not-a-number`.
 */
export async function predict(
  evaluate: Evaluate,
  prepared: Prepared,
  rows: ArrayLike<number>,
  options: {
    readonly batch?: number;
    /** Whether the mirror images count too; true by default. */
    readonly mirror?: boolean;
    readonly onProgress?: (done: number) => void;
    readonly signal?: AbortSignal | undefined;
  } = {},
): Promise<Predictions> {
  const scores = new Float64Array(rows.length * 6);
  const passes = options.mirror === false ? [false] : [false, true];
  let done = 0;
  for (const mirrored of passes) {
    let at = 0;
    for (const { rows: some, images } of evaluationBatches(prepared, rows, options.batch ?? 32, {
      mirrored,
    })) {
      options.signal?.throwIfAborted();
      const logits = await evaluate(images);
      for (const logit of logits) scores[at++]! += 1 / (1 + Math.exp(-logit)) / passes.length;
      done += some.length / passes.length;
      options.onProgress?.(done);
    }
  }
  if (scores.some(Number.isNaN))
    throw new IchorError({
      code: 'prediction-not-a-number',
      subject: 'network',
      problem: 'gives scores that are not numbers',
      remedy: 'Train it again with a lower rate.',
    });
  return {
    patients: Array.from(rows, (row) => prepared.patients[row]!),
    slices: Array.from(rows, (row) => prepared.slices[row]!),
    scores,
  };
}
