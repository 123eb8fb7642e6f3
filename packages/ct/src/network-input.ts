import { areaAverage } from './area-average.ts';
import { type Hanging, hang, seriesHanging } from './hang.ts';
import { type Box, headBox } from './head-box.ts';
import type { InputSpecification } from './input-specification.ts';
import { type NetworkSamples, networkSamples } from './network-samples.ts';
import { slab, slabShares } from './slab.ts';
import type { Series } from './slice.ts';

/**
 * A series as the network sees it. Samples are what is scored; each is three planes: the one at
 * `neighbourDistanceMm` towards the skull base, its own, and the one towards the vertex.
 */
export interface NetworkPlanes extends NetworkSamples {
  /** [P, size, size], hung radiologically; 0..255 spans `huRange`. */
  readonly planes: Uint8Array;
  /** [P] the head's box in each plane, in pixels of the hung slice. */
  readonly boxes: readonly Box[];
  readonly hanging: Hanging;
  /** [N, 3] indices into planes. */
  readonly triples: Int32Array;
}

/** Positions that differ by less are one plane: headers round to a few decimals. */
const SAME_MM = 0.05;

/**
 * A series -> planes of the network's size. Through plane, slabs of `sliceThicknessMm`; in plane, the head's
 * bounding box, found in each slab, is area-averaged to size x size after clipping to `huRange`.
 *
 * @throws RangeError where the series is empty or its slices differ in size.
 */
export function networkPlanes(series: Series, specification: InputSpecification): NetworkPlanes {
  const samples = networkSamples(series.positionsMm, specification);
  const { positionsMm } = samples;
  const hanging = seriesHanging(series);
  const { size, sliceThicknessMm, neighbourDistanceMm, huRange } = specification;
  const [low, high] = huRange;
  const first = series.positionsMm[0]!;
  const last = series.positionsMm.at(-1)!;
  const planeAt = new Map<number, number>();
  const wanted: number[] = [];
  const triples = new Int32Array(positionsMm.length * 3);
  positionsMm.forEach((position, sample) => {
    for (let channel = 0; channel < 3; channel++) {
      const at = Math.min(Math.max(position + (channel - 1) * neighbourDistanceMm, first), last);
      const key = Math.round(at / SAME_MM);
      let plane = planeAt.get(key) ?? planeAt.get(key - 1) ?? planeAt.get(key + 1);
      if (plane === undefined) {
        plane = wanted.length;
        planeAt.set(key, plane);
        wanted.push(at);
      }
      triples[sample * 3 + channel] = plane;
    }
  });
  const planes = new Uint8Array(wanted.length * size * size);
  const boxes = wanted.map((at, plane) => {
    const picture = hang(slab(series, slabShares(series.positionsMm, at, sliceThicknessMm)), hanging);
    const box = headBox(picture);
    const averaged = areaAverage(picture.data, picture.columns, box, size, huRange);
    for (let i = 0; i < averaged.length; i++)
      planes[plane * size * size + i] = Math.round(((averaged[i]! - low) / (high - low)) * 255);
    return box;
  });
  return {
    planes,
    boxes,
    hanging,
    triples,
    ...samples,
  };
}

/**
 * Three planes a sample -> network values (v / 255 - mean) / standardDeviation, for the samples named (all by
 * default). Returns [N, 3, size, size].
 */
export function networkInput(
  { planes, triples }: Pick<NetworkPlanes, 'planes' | 'triples'>,
  { size, mean, standardDeviation }: InputSpecification,
  samples: ArrayLike<number> = Array.from({ length: triples.length / 3 }, (_, i) => i),
): Float32Array {
  const pixels = size * size;
  const values = Float32Array.from({ length: 256 }, (_, v) => (v / 255 - mean) / standardDeviation);
  const out = new Float32Array(samples.length * 3 * pixels);
  for (let n = 0; n < samples.length; n++) {
    for (let channel = 0; channel < 3; channel++) {
      const from = triples[samples[n]! * 3 + channel]! * pixels;
      const to = (n * 3 + channel) * pixels;
      for (let i = 0; i < pixels; i++) out[to + i] = values[planes[from + i]!]!;
    }
  }
  return out;
}
