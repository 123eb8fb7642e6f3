import { hounsfieldLandmarks, mergeHistograms, type Slice, type SliceValues } from '@ichor/ct';

/** What was done to the values of a series' slices, in short. */
export interface SeriesValues {
  /** How stored values became Hounsfield units; the commonest first, and one alone where it is the same for all slices. */
  readonly ways: readonly { readonly way: string; readonly slices: number }[];
  /** Least and greatest stored value of a sample of the pixels. */
  readonly storedRange: readonly [number, number] | null;
  readonly paddingFilled: number;
  readonly paddingInside: number;
  readonly saturatedLow: number;
  readonly saturatedHigh: number;
  /** The commonest values of air and of soft tissue. */
  readonly airHu: number | null;
  readonly softHu: number | null;
  /** Share above 300 HU in what isn't air. */
  readonly boneShare: number;
}

/** null where no slice was decoded. */
export function describeValues(slices: readonly Slice[]): SeriesValues | null {
  const all = slices.flatMap(({ values }) => values ?? []);
  if (all.length === 0) return null;
  const ways = [...Map.groupBy(all, wayOf)].map(([way, { length }]) => ({ way, slices: length }));
  const ranges = all.flatMap(({ storedRange }) => storedRange ?? []);
  const sum = (of: (values: SliceValues) => number) => all.reduce((total, values) => total + of(values), 0);
  const { airHu, softHu, boneShare } = hounsfieldLandmarks(
    mergeHistograms(all.map(({ sample }) => sample.histogram)),
    all.flatMap(({ sample }) => sample.edge ?? []),
  );
  return {
    ways: ways.sort((a, b) => b.slices - a.slices || (a.way < b.way ? -1 : 1)),
    storedRange: ranges.length === 0 ? null : [Math.min(...ranges), Math.max(...ranges)],
    paddingFilled: sum((values) => values.paddingFilled),
    paddingInside: sum((values) => values.paddingInside),
    saturatedLow: sum((values) => values.saturatedLow),
    saturatedHigh: sum((values) => values.saturatedHigh),
    airHu: airHu ?? null,
    softHu: softHu ?? null,
    boneShare: Number(boneShare.toFixed(3)),
  };
}

function wayOf({ bitsStored, signed, rescale, slope, intercept, repair }: SliceValues): string {
  const scale = rescale === 'table' ? 'by a table' : `slope ${slope}, intercept ${intercept}`;
  const from = repair !== undefined ? ` (repaired: ${repair})` : rescale === 'assumed' ? ' (assumed)' : '';
  return `${bitsStored} bits, ${signed ? 'signed' : 'unsigned'}, ${scale}${from}`;
}
