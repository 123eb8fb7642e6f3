import type { Series } from '@ichor/ct';
import {
  areaAverage,
  type Box,
  type Hanging,
  hang,
  headBox,
  scaleToWindow,
  seriesHanging,
  slab,
  slabShares,
} from '@ichor/ct';
import type { Channels, InputSpecification } from '@ichor/report';
import { CHANNELS, windowRange } from './input-specification.ts';
import { type NetworkSamples, networkSamples } from './network-samples.ts';

/** A series as the network sees it. Samples are what is scored; each is three planes, one a channel. */
export interface NetworkPlanes extends NetworkSamples {
  /** [P, size, size], hung radiologically; 0..255 spans the channel's range of Hounsfield units. */
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
 * bounding box, found in each slab, is clipped to the channel's range and area-averaged to size x size.
 *
 * @throws RangeError where the series is empty or its slices differ in size.
 */
export function networkPlanes(series: Series, specification: InputSpecification): NetworkPlanes {
  const samples = networkSamples(series.positionsMm, specification);
  const hanging = seriesHanging(series);
  const { size, sliceThicknessMm, channels } = specification;
  const { slabsMm, slabOf, views } = planesWanted(series.positionsMm, samples.positionsMm, channels);
  const planes = new Uint8Array(slabsMm.length * views.length * size * size);
  const boxes: Box[] = [];
  for (const at of slabsMm) {
    const picture = hang(slab(series, slabShares(series.positionsMm, at, sliceThicknessMm)), hanging);
    const box = headBox(picture);
    for (const { range, scaled } of views) {
      const averaged = areaAverage(picture.data, picture.columns, box, size, range);
      const plane = boxes.push(box) - 1;
      for (let i = 0; i < averaged.length; i++)
        planes[plane * size * size + i] = Math.round(scaled(averaged[i]!) * 255);
    }
  }
  // One view: three slabs are a sample's channels; three views: those of one slab are.
  const triples = slabOf.flatMap((slab) =>
    Array.from({ length: views.length }, (_, view) => slab * views.length + view),
  );
  return { planes, boxes, hanging, triples: Int32Array.from(triples), ...samples };
}

/** How the Hounsfield units of a slab become a plane. */
interface View {
  readonly range: readonly [number, number];
  /** To 0..1. */
  scaled(hu: number): number;
}

/** Which slabs are cut, which of them each sample takes in turn, and how each slab is seen. */
function planesWanted(
  slicesMm: readonly number[],
  samplesMm: Float64Array,
  channels: Channels,
): { readonly slabsMm: number[]; readonly slabOf: number[]; readonly views: readonly View[] } {
  const slabsMm: number[] = [];
  const slabAt = new Map<number, number>();
  const slabFor = (at: number): number => {
    const key = Math.round(at / SAME_MM);
    let slab = slabAt.get(key) ?? slabAt.get(key - 1) ?? slabAt.get(key + 1);
    if (slab === undefined) {
      slab = slabsMm.push(at) - 1;
      slabAt.set(key, slab);
    }
    return slab;
  };
  if (channels.kind === 'windows') {
    const views = channels.windows.map((window) => ({
      range: windowRange(window),
      scaled: (hu: number) => scaleToWindow(hu, window),
    }));
    return { slabsMm, slabOf: Array.from(samplesMm, slabFor), views };
  }
  const { distanceMm, huRange } = channels;
  const [low, high] = huRange;
  const [first, last] = [slicesMm[0]!, slicesMm.at(-1)!];
  const slabOf = Array.from(samplesMm).flatMap((position) =>
    [-1, 0, 1].map((side) => slabFor(Math.min(Math.max(position + side * distanceMm, first), last))),
  );
  return { slabsMm, slabOf, views: [{ range: huRange, scaled: (hu) => (hu - low) / (high - low) }] };
}

/**
 * Three planes a sample -> network values (v / 255 - mean) / standardDeviation, for the samples named (all by
 * default). Returns [N, 3, size, size].
 */
export function networkInput(
  { planes, triples }: Pick<NetworkPlanes, 'planes' | 'triples'>,
  { size, mean, standardDeviation }: InputSpecification,
  samples: ArrayLike<number> = Array.from({ length: triples.length / CHANNELS }, (_, i) => i),
): Float32Array {
  const pixels = size * size;
  const values = Float32Array.from({ length: 256 }, (_, v) => (v / 255 - mean) / standardDeviation);
  const out = new Float32Array(samples.length * CHANNELS * pixels);
  for (let n = 0; n < samples.length; n++) {
    for (let channel = 0; channel < CHANNELS; channel++) {
      const from = triples[samples[n]! * CHANNELS + channel]! * pixels;
      const to = (n * CHANNELS + channel) * pixels;
      for (let i = 0; i < pixels; i++) out[to + i] = values[planes[from + i]!]!;
    }
  }
  return out;
}
