import { networkInput } from '@ichor/ct';
import type { Prepared } from './prepared.ts';

/** A batch to score: the last one may be smaller. */
export interface EvaluationBatch {
  readonly rows: Int32Array; // [n]
  readonly images: Float32Array; // [n, 3, size, size]
}

/** The rows named, in their order, as `networkInput` gives them; with `mirrored`, left and right swapped. */
export function* evaluationBatches(
  prepared: Prepared,
  rows: ArrayLike<number>,
  batch: number,
  { mirrored = false }: { readonly mirrored?: boolean } = {},
): Generator<EvaluationBatch> {
  const { size } = prepared.specification;
  for (let first = 0; first < rows.length; first += batch) {
    const some = Int32Array.from(Array.from(rows).slice(first, first + batch));
    const images = networkInput(prepared, prepared.specification, some);
    if (mirrored)
      for (let line = 0; line < images.length; line += size) images.subarray(line, line + size).reverse();
    yield { rows: some, images };
  }
}
