/** Width of a bin; what is added or taken by mistake (1000, 1024, 4096) is whole bins. */
export const BIN_HU = 4;
/** Values below the first bin or above the last are counted in it. */
export const LOWEST_BIN_HU = -4096;
const BINS = 3072;

/** How often values occur, in bins of 4 HU; without the empty bins at both ends. */
export interface ValueHistogram {
  /** The lowest Hounsfield unit of the first bin. */
  readonly firstHu: number;
  readonly counts: Uint32Array;
  readonly total: number;
}

/** The bin of a value. To be used as `bins[binOf(hu)]!++`: thousands of pixels of every slice that is read are counted. */
export const binOf = (hu: number): number => {
  const bin = (hu - LOWEST_BIN_HU) >> 2;
  return bin < 0 ? 0 : bin >= BINS ? BINS - 1 : bin;
};

/** Bins to count into; a slice has thousands of them and uses few, so that they are emptied and used again. */
export const emptyBins = (): Uint32Array => new Uint32Array(BINS);

/** Takes the bins of the values from `low` to `high` out, and returns what was in them. */
export function takeBins(bins: Uint32Array, low: number, high: number): number {
  let count = 0;
  for (let bin = binOf(low); bin <= binOf(high); bin++) {
    count += bins[bin]!;
    bins[bin] = 0;
  }
  return count;
}

/** What was counted; the bins are empty after it. */
export function takeHistogram(bins: Uint32Array): ValueHistogram {
  let first = 0;
  let end = BINS;
  while (first < end && bins[first] === 0) first++;
  while (end > first && bins[end - 1] === 0) end--;
  let total = 0;
  for (let i = first; i < end; i++) total += bins[i]!;
  const counts = bins.slice(first, end);
  bins.fill(0, first, end);
  return { firstHu: LOWEST_BIN_HU + BIN_HU * first, counts, total };
}

/** Of all values given. */
export function histogramOf(...all: readonly ArrayLike<number>[]): ValueHistogram {
  const bins = emptyBins();
  for (const values of all) for (let i = 0; i < values.length; i++) bins[binOf(values[i]!)]!++;
  return takeHistogram(bins);
}

export function mergeHistograms(all: Iterable<ValueHistogram>): ValueHistogram {
  const bins = emptyBins();
  for (const one of all) addTo(bins, one, (hu) => hu);
  return takeHistogram(bins);
}

/** The histogram of changed values; exact to a bin. */
export function mapHistogram(histogram: ValueHistogram, to: (hu: number) => number): ValueHistogram {
  const bins = emptyBins();
  addTo(bins, histogram, to);
  return takeHistogram(bins);
}

function addTo(bins: Uint32Array, { firstHu, counts }: ValueHistogram, to: (hu: number) => number): void {
  for (let i = 0; i < counts.length; i++) bins[binOf(to(firstHu + BIN_HU * i))]! += counts[i]!;
}

/** How many values lie in [low, high), to a bin. */
export function countBetween({ firstHu, counts }: ValueHistogram, low: number, high: number): number {
  const from = Math.max(0, Math.ceil((low - firstHu) / BIN_HU));
  const to = Math.min(counts.length, Math.ceil((high - firstHu) / BIN_HU));
  let sum = 0;
  for (let i = from; i < to; i++) sum += counts[i]!;
  return sum;
}

/** Half the width of the triangle that values are smoothed with before the commonest is looked for, HU. */
const SMOOTHING_HU = 16;

/** The commonest value in [low, high), noise smoothed away; undefined where there is none. */
export function commonestValue(
  { firstHu, counts }: ValueHistogram,
  low: number,
  high: number,
): number | undefined {
  const reach = SMOOTHING_HU / BIN_HU;
  const from = Math.max(0, Math.ceil((low - firstHu) / BIN_HU));
  const to = Math.min(counts.length, Math.ceil((high - firstHu) / BIN_HU));
  let best: number | undefined;
  let most = 0;
  for (let i = from; i < to; i++) {
    let around = 0;
    for (let k = 1 - reach; k < reach; k++) around += (reach - Math.abs(k)) * (counts[i + k] ?? 0);
    if (around <= most) continue;
    most = around;
    best = firstHu + BIN_HU * i + BIN_HU / 2;
  }
  return best;
}
