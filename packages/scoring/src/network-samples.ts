import { median } from '@ichor/ct';
import type { InputSpecification } from '@ichor/report';

/** Where along the slice normal a series is scored, and which slice belongs to which sample. */
export interface NetworkSamples {
  /** [N] position of each sample along the normal in mm. */
  readonly positionsMm: Float64Array;
  /** [N] index of the slice nearest to each sample. */
  readonly nearestSlice: Int32Array;
  /** [slices] index of the sample nearest to each slice. */
  readonly sampleOfSlice: Int32Array;
}

/** A series whose median spacing is under this share of the slab's thickness is scored on a grid, not slice by slice. */
const THIN = 0.7;

/**
 * The samples of a series whose slices lie at `slicesMm`: each slice, or, where slices are thin, every
 * `sliceThicknessMm` from the first to the last, but none further than that from every slice.
 *
 * @throws RangeError where the series is empty.
 */
export function networkSamples(
  slicesMm: readonly number[],
  { sliceThicknessMm }: Pick<InputSpecification, 'sliceThicknessMm'>,
): NetworkSamples {
  const positionsMm = samplePositions(slicesMm, sliceThicknessMm);
  return {
    positionsMm,
    nearestSlice: Int32Array.from(positionsMm, (at) => nearest(slicesMm, at)),
    sampleOfSlice: Int32Array.from(slicesMm, (at) => nearest(positionsMm, at)),
  };
}

function samplePositions(slicesMm: readonly number[], sliceThicknessMm: number): Float64Array {
  if (slicesMm.length === 0) throw new RangeError('networkSamples: a series without slices');
  const gaps = slicesMm.slice(1).map((at, i) => at - slicesMm[i]!);
  const usual = median(gaps) ?? sliceThicknessMm;
  if (usual >= THIN * sliceThicknessMm) return Float64Array.from(slicesMm);
  const first = slicesMm[0]!;
  const count = Math.floor((slicesMm.at(-1)! - first) / sliceThicknessMm + 1e-6) + 1;
  const grid = Float64Array.from({ length: count }, (_, i) => first + i * sliceThicknessMm);
  // In a hole there is nothing to score: its edges would count again and again.
  return grid.filter((at) => Math.abs(slicesMm[nearest(slicesMm, at)]! - at) <= sliceThicknessMm);
}

function nearest(positions: ArrayLike<number>, at: number): number {
  let best = 0;
  for (let i = 1; i < positions.length; i++) {
    if (Math.abs(positions[i]! - at) < Math.abs(positions[best]! - at)) best = i;
  }
  return best;
}
