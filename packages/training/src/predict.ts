import { evaluationBatches, type Prepared } from '@ichor/dataset';
import type { Calibration } from '@ichor/report';
import { type Network, scoreSamples } from '@ichor/scoring';
import type { Predictions } from './predictions.ts';

/**
 * Scores the rows named, by default with their mirror images too.
 *
 * @throws IchorError as `scoreSamples` does.
 */
export async function predict(
  network: Network,
  prepared: Prepared,
  rows: ArrayLike<number>,
  options: {
    readonly batch?: number;
    /** Whether the mirror images count too; true by default. */
    readonly mirror?: boolean | undefined;
    /** None by default. */
    readonly calibration?: Calibration | undefined;
    readonly onProgress?: ((done: number) => void) | undefined;
    readonly signal?: AbortSignal | undefined;
  } = {},
): Promise<Predictions> {
  const { batch = 32, mirror = true, calibration, onProgress, signal } = options;
  const scores = await scoreSamples(
    network,
    images(),
    { input: prepared.specification, mirror, ...(calibration ? { calibration } : {}) },
    { onProgress },
  );
  return {
    patients: Array.from(rows, (row) => prepared.patients[row]!),
    slices: Array.from(rows, (row) => prepared.slices[row]!),
    scores,
  };

  function* images(): Generator<Float32Array> {
    for (const { images } of evaluationBatches(prepared, rows, batch)) {
      signal?.throwIfAborted();
      yield images;
    }
  }
}
