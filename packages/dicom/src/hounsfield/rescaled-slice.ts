import { AIR_HU, mapHistogram, type Slice, type SliceValues, type ValueRepair } from '@ichor/ct';
import { withoutNotices } from '@ichor/notices';

/** What a slice complained of before it was repaired. */
const RESOLVED = ['rescale-missing', 'twelve-bit-suspect'] as const;

/** Another way from a slice's values to Hounsfield units than the one it was read by. */
export interface Rescaling {
  readonly slope: number;
  readonly intercept: number;
  readonly repair: ValueRepair;
  /** From the Hounsfield units that the slice was given to those it should have. */
  readonly to: (hu: number) => number;
}

/**
 * A slice with other Hounsfield units and the record of it; pixels that were dropped stay dropped. Padding that was set to
 * air stays air.
 *
 * @returns undefined where nobody can say which pixels are which: saturated ones, and filled ones among measured -1000
 */
export function rescaledSlice(slice: Slice, values: SliceValues, rescaling: Rescaling): Slice | undefined {
  const { saturatedLow, saturatedHigh, paddingFilled, signed } = values;
  if (saturatedLow + saturatedHigh > 0 || (signed && paddingFilled > 0)) return undefined;
  const { slope, intercept, repair, to } = rescaling;
  const { edge, histogram } = values.sample;
  const hu = paddingFilled > 0 ? slice.hu.map((v) => (v === AIR_HU ? AIR_HU : to(v))) : slice.hu.map(to);
  return {
    ...slice,
    hu,
    values: {
      ...values,
      slope,
      intercept,
      repair,
      sample: { histogram: mapHistogram(histogram, to), edge: edge && { ...edge, hu: to(edge.hu) } },
    },
    notices: withoutNotices(slice.notices, RESOLVED),
  };
}
