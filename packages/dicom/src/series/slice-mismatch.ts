import {
  type HounsfieldLandmarks,
  hounsfieldLandmarks,
  median,
  type Slice,
  type SliceValues,
} from '@ichor/ct';

/** A slice with its place in the stack and the record of its values. */
export interface ValuedSlice {
  readonly slice: Slice;
  readonly index: number;
  readonly values: SliceValues;
}

/** So many of the nearest slices are looked at. */
const NEIGHBOURS = 4;
/** Less air or soft tissue than this says nothing of where it lies. */
const MEASURABLE = { air: 0.02, soft: 0.3 } as const;
/** HU between a slice's air and soft tissue and those of its neighbours. Real neighbours differ by 2 and 12. */
const WITHIN = {
  /** Where the header gives no reason to doubt: anatomy may change from brain to muscle. */
  'same-header': { air: 40, soft: 60 },
  'other-header': { air: 10, soft: 16 },
} as const;
/** A slice without air, or between two with soft tissue without it, has been changed where its neighbours have this much. */
const MUST_HAVE = { air: 0.1, soft: 0.3 } as const;
const HARDLY_AIR = 0.003;
/** Of the soft tissue on both sides: from slice to slice its share falls or rises, but not so far down and up again. */
const AS_MUCH_SOFT = 0.4;
/** Of the neighbours' tissue: the cap of the skull may show hardly anything but bone, but no slice less than both its sides. */
const AS_MUCH_TISSUE = 0.5;

/**
 * What contradicts a slice's neighbours, to be read after "A slice"; undefined where nothing does. Air is everywhere at one
 * value, and soft tissue changes slowly from slice to slice.
 *
 * @param others in order
 * @param header whether the slice's own leads to Hounsfield units in the neighbours' way; one that doesn't must prove itself
 */
export function sliceMismatch(
  slice: Slice,
  index: number,
  others: readonly ValuedSlice[],
  header: keyof typeof WITHIN = 'other-header',
): string | undefined {
  if (slice.values === undefined) return undefined;
  const near = nearest(index, others).map(({ values }) => landmarksOf(values));
  const own = landmarksOf(slice.values);
  const air = apartness(own, near, 'airHu', ({ airShare }) => airShare >= MEASURABLE.air);
  if (air !== undefined && Math.abs(air) > WITHIN[header].air) {
    return `has its air ${sign(air)} HU from that of its neighbours`;
  }
  const soft = apartness(own, near, 'softHu', ({ softShare }) => softShare >= MEASURABLE.soft);
  if (soft !== undefined && Math.abs(soft) > WITHIN[header].soft) {
    return `has its soft tissue ${sign(soft)} HU from that of its neighbours`;
  }
  const usualAir = median(near.map(({ airShare }) => airShare)) ?? 0;
  if (own.airShare < HARDLY_AIR && usualAir > MUST_HAVE.air) {
    return 'has no air, and its neighbours have';
  }
  const tissue = 1 - own.airShare;
  const asLarge = tissue > AS_MUCH_TISSUE * (1 - usualAir);
  const [below, above] = sidesOf(index, others);
  if (below !== undefined && above !== undefined) {
    if (tissue < AS_MUCH_TISSUE * (1 - Math.max(below.airShare, above.airShare))) {
      return 'shows much less of the head than the slices on both its sides';
    }
    const least = Math.min(below.softShare, above.softShare);
    if (least > MUST_HAVE.soft && own.softShare < AS_MUCH_SOFT * least) {
      return 'shows much less soft tissue than the slices on both its sides';
    }
  }
  // The same slope is checked by air alone, where as much of a head should not show soft tissue too.
  const bySlope = slice.values.slope === others[0]?.values.slope && !(asLarge && hasSoft(near));
  const proved = air !== undefined && (soft !== undefined || bySlope);
  if (header === 'other-header' && !proved) {
    return 'leads to Hounsfield units in another way than the others, and shows too little to check it';
  }
  return undefined;
}

function sidesOf(index: number, others: readonly ValuedSlice[]): (HounsfieldLandmarks | undefined)[] {
  const sides = [others.findLast((one) => one.index < index), others.find((one) => one.index > index)];
  return sides.map((one) => one && landmarksOf(one.values));
}

const hasSoft = (near: readonly HounsfieldLandmarks[]): boolean =>
  near.some(({ softShare }) => softShare >= MEASURABLE.soft);

function nearest(index: number, others: readonly ValuedSlice[]): ValuedSlice[] {
  const above = others.findIndex((one) => one.index > index);
  const at = above < 0 ? others.length : above;
  return others
    .slice(Math.max(0, at - NEIGHBOURS), at + NEIGHBOURS)
    .sort((a, b) => Math.abs(a.index - index) - Math.abs(b.index - index) || a.index - b.index)
    .slice(0, NEIGHBOURS);
}

const landmarksOf = ({ sample }: SliceValues): HounsfieldLandmarks =>
  hounsfieldLandmarks(sample.histogram, sample.edge === undefined ? [] : [sample.edge]);

/** How far the slice's value lies from its neighbours' median; undefined where one of them can't be measured. */
function apartness(
  own: HounsfieldLandmarks,
  near: readonly HounsfieldLandmarks[],
  key: 'airHu' | 'softHu',
  measurable: (one: HounsfieldLandmarks) => boolean,
): number | undefined {
  const usual = median(near.filter(measurable).flatMap((one) => one[key] ?? []));
  const value = own[key];
  return usual === undefined || value === undefined || !measurable(own) ? undefined : value - usual;
}

const sign = (hu: number): string => `${hu > 0 ? '+' : ''}${hu.toFixed(0)}`;
