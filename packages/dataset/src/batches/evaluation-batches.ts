import { CHANNELS, networkInput } from '@ichor/scoring';
import { openSamples } from '../prepared/open-samples.ts';
import type { Prepared } from '../prepared/prepared.ts';

/** A batch to score: the last one may be smaller. */
export interface EvaluationBatch {
  readonly rows: Int32Array; // [n]
  readonly images: Float32Array; // [n, 3, size, size]
}

/** The rows named, in their order, as `networkInput` gives them. */
export function* evaluationBatches(
  prepared: Prepared,
  rows: ArrayLike<number>,
  batch: number,
): Generator<EvaluationBatch> {
  const { specification } = prepared;
  const { size } = specification;
  const all = Int32Array.from(rows);
  const planes = new Uint8Array(batch * CHANNELS * size ** 2);
  const triples = Int32Array.from({ length: batch * CHANNELS }, (_, i) => i);
  const samples = openSamples(prepared);
  try {
    for (let first = 0; first < all.length; first += batch) {
      const some = all.slice(first, first + batch);
      for (const [i, row] of some.entries()) samples.copyPlanes(row, planes, i * CHANNELS * size ** 2);
      const images = networkInput({ planes, triples }, specification, Array.from(some.keys()));
      yield { rows: some, images };
    }
  } finally {
    samples.close();
  }
}
