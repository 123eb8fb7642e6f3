import type { InputSpecification } from './input-specification.ts';
import type { Series } from './slice.ts';

/**
 * A series as the network sees it. Samples are what is scored; each is three planes: the one at
 * `neighbourDistanceMm` towards the skull base, its own, and the one towards the vertex.
 */
export interface NetworkPlanes {
  /** [P, size, size]; 0..255 spans `huRange`. */
  readonly planes: Uint8Array;
  /** [N, 3] indices into planes. */
  readonly triples: Int32Array;
  /** [N] position of each sample along the normal in mm. */
  readonly positionsMm: Float64Array;
  /** [N] index of the slice nearest to each sample. */
  readonly nearestSlice: Int32Array;
  /** [slices] index of the sample nearest to each slice. */
  readonly sampleOfSlice: Int32Array;
}

export declare function networkPlanes(series: Series, specification: InputSpecification): NetworkPlanes;

/** Three planes a sample -> network values. Returns [N, 3, size, size] for the samples named (all by default). */
export declare function networkInput(
  planes: Pick<NetworkPlanes, 'planes' | 'triples'>,
  specification: InputSpecification,
  samples?: ArrayLike<number>,
): Float32Array;
