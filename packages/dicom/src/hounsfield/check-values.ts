import { checkHounsfield, hounsfield, mergeHistograms, type Slice, type SliceValues } from '@ichor/ct';
import type { Notes } from '../series/notes.ts';
import { sliceMismatch, type ValuedSlice } from '../series/slice-mismatch.ts';
import { likelyCause } from './likely-cause.ts';
import { isUnscaled, missingIntercept } from './missing-intercept.ts';
import { rescaledSlice } from './rescaled-slice.ts';
import { REPAIRED_INTERCEPT, unwrapTwelveBits } from './twelve-bit-quirk.ts';

/** Smaller samples (of pictures under about 32 x 32 pixels) show nothing. */
const LEAST_SAMPLE = 1000;
/** More slices than this share that don't fit the others, and nobody can say which of them are right. */
const MOST_APART = 0.25;

/**
 * Whether the values of one stack are Hounsfield units, judged by what physics fixes in any head (air, brain, skull) and
 * by its slices among each other. What is certain is put right, the rest is said; see docs/notices.md for what leads where.
 *
 * 1. Slices of one value hold no picture: they count as not seen. Where all are such, nothing can be read.
 * 2. Where at least half of the slices that may have RSNA's wrapped 12-bit values have them for certain, a doubtful one is
 *    unwrapped too if it then fits its neighbours.
 * 3. The slices with the commonest way to Hounsfield units are judged together. If they can't be Hounsfield units, the one
 *    repair is the intercept that unsigned, never rescaled values lack (`missingIntercept`).
 * 4. Slices with another way must fit their neighbours. One without rescale takes the others' if it then fits: what is
 *    missing can be supplied. One whose header says something that its values contradict is damaged, and who knows where
 *    else: it counts as not seen.
 * 5. Slices whose values contradict their neighbours' count as not seen; where they are many, all are doubted.
 *
 * @param slices in order. Those without a record of their values (NIfTI, computed ones) are taken as they are.
 * @returns for each slice what is to become of it; undefined where it is not to be shown
 */
export function checkValues(slices: readonly Slice[], notes: Notes): (Slice | undefined)[] {
  const { note, refuse } = notes;
  const result: (Slice | undefined)[] = [...slices];
  const recorded = valued(result);
  if (recorded.length === 0) return result;
  const constant = recorded.filter(({ values }) => isConstant(values));
  // Where no slice holds a picture, the stack is still told of by its geometry.
  const none = constant.length === recorded.length;
  if (!none) for (const { index } of constant) result[index] = undefined;
  if (constant.length > 0) {
    note(
      'slice-constant',
      {},
      constant.map(({ slice }) => slice),
    );
  }
  if (none) {
    refuse('hounsfield-implausible', 'no-picture');
    return result;
  }
  const sampled = valued(result);
  if (sampled.length > 0 && sampled.every(({ values }) => sizeOf(values) < LEAST_SAMPLE)) {
    note('hounsfield-unchecked', {});
    return result;
  }
  unwrapTogether(result, notes);
  const usual = commonest(valued(result));
  const problem = checkTogether(usual, result, notes);
  if (!problem) setApart(result, new Set(usual.map(({ index }) => index)), notes);
  return result;
}

/** Values of one sort in the whole sample. Of very small pictures it may be the truth. */
const isConstant = (values: SliceValues): boolean =>
  values.storedRange === undefined ||
  (values.storedRange[0] === values.storedRange[1] && sizeOf(values) >= LEAST_SAMPLE);

const sizeOf = ({ sample }: SliceValues): number => sample.histogram.total + (sample.edge?.count ?? 0);

/** The slices that are still there and have a record. */
function valued(slices: readonly (Slice | undefined)[]): ValuedSlice[] {
  return slices.flatMap((slice, index) =>
    slice?.values === undefined ? [] : [{ slice, index, values: slice.values }],
  );
}

function unwrapTogether(result: (Slice | undefined)[], { note }: Notes): void {
  const all = valued(result);
  const certain = all.filter(({ values }) => values.twelveBits === 'certain');
  const suspect = all.filter(({ values }) => values.twelveBits === 'suspect');
  if (certain.length < suspect.length) return;
  const unwrapped = suspect.flatMap(({ slice, index, values }) => {
    const { slope, intercept } = values;
    const repaired = rescaledSlice(slice, values, {
      slope,
      intercept: REPAIRED_INTERCEPT,
      repair: 'twelve-bit',
      to: (hu) =>
        hounsfield(unwrapTwelveBits(Math.round((hu - intercept) / slope) & 4095), slope, REPAIRED_INTERCEPT),
    });
    return repaired !== undefined && sliceMismatch(repaired, index, certain) === undefined
      ? [{ repaired, index }]
      : [];
  });
  if (unwrapped.length === 0) return;
  for (const { repaired, index } of unwrapped) result[index] = repaired;
  note(
    'twelve-bit-repaired',
    { shownBy: 'series' },
    unwrapped.map(({ repaired }) => repaired),
  );
}

/** The slices whose header leads to Hounsfield units in the commonest way. */
function commonest(all: readonly ValuedSlice[]): ValuedSlice[] {
  const groups = [...Map.groupBy(all, ({ values }) => wayOf(values))].sort(
    ([a, slices], [b, others]) => others.length - slices.length || (a < b ? -1 : 1),
  );
  return groups[0]?.[1] ?? [];
}

const wayOf = ({ slope, intercept, bitsStored, signed, rescale, repair }: SliceValues): string =>
  [slope, intercept, bitsStored, signed, rescale === 'table', repair].join();

/** Whether they can't be Hounsfield units; repairs them where it is certain how. */
function checkTogether(
  usual: readonly ValuedSlice[],
  result: (Slice | undefined)[],
  { note, refuse }: Notes,
): boolean {
  const histogram = mergeHistograms(usual.map(({ values }) => values.sample.histogram));
  const edges = usual.flatMap(({ values }) => values.sample.edge ?? []);
  const { problem, doubt } = checkHounsfield(histogram, edges);
  if (problem === undefined) {
    if (doubt !== undefined) note('hounsfield-unusual', { doubt });
    return false;
  }
  const records = usual.map(({ values }) => values);
  const intercept = records.every(isUnscaled) ? missingIntercept(records) : undefined;
  if (intercept !== undefined) {
    const repaired = usual.map(({ slice, values }) =>
      rescaledSlice(slice, values, {
        slope: 1,
        intercept,
        repair: 'rescale',
        to: (hu) => hounsfield(hu, 1, intercept),
      }),
    );
    if (repaired.every((slice) => slice !== undefined)) {
      for (const [i, { index }] of usual.entries()) result[index] = repaired[i];
      note(
        'rescale-repaired',
        { intercept },
        usual.map(({ slice }) => slice),
      );
      return false;
    }
  }
  refuse('hounsfield-implausible', { problem, cause: likelyCause(histogram, edges) });
  return true;
}

/** Judges every slice against the usual ones near it. */
function setApart(
  result: (Slice | undefined)[],
  usualAt: ReadonlySet<number>,
  { note, refuse }: Notes,
): void {
  const all = valued(result).filter(({ values }) => sizeOf(values) >= LEAST_SAMPLE);
  const usual = all.filter(({ index }) => usualAt.has(index));
  const alike: Slice[] = [];
  const repaired: Slice[] = [];
  const apart: { slice: Slice; index: number; why: string }[] = [];
  for (const { slice, index } of all) {
    const others = usual.filter((one) => one.index !== index);
    if (others.length === 0) continue;
    const why = sliceMismatch(slice, index, others, usualAt.has(index) ? 'same-header' : 'other-header');
    if (why === undefined) {
      if (!usualAt.has(index)) alike.push(slice);
      continue;
    }
    const supplied = usualAt.has(index) ? undefined : withRescaleOf(slice, index, others);
    if (supplied === undefined) apart.push({ slice, index, why });
    else {
      result[index] = supplied;
      repaired.push(supplied);
    }
  }
  if (alike.length > 0) {
    note('rescale-mixed', {}, alike);
  }
  if (repaired.length > 0) {
    note('rescale-from-neighbours', {}, repaired);
  }
  if (apart.length > MOST_APART * all.length) {
    refuse(
      'hounsfield-mixed',
      { apart: apart.length, of: all.length },
      apart.map(({ slice }) => slice),
    );
    return;
  }
  for (const { slice, index, why } of apart) {
    result[index] = undefined;
    note('slice-values-apart', { why }, [slice]);
  }
}

/** A slice without rescale with that of the others, if it then fits. */
function withRescaleOf(slice: Slice, index: number, others: readonly ValuedSlice[]): Slice | undefined {
  const { values } = slice;
  const [first] = others;
  if (values?.rescale !== 'assumed' || values.slope !== 1 || values.intercept !== 0) return undefined;
  if (first === undefined || first.values.rescale !== 'header' || first.values.repair !== undefined)
    return undefined;
  const { slope, intercept } = first.values;
  const supplied = rescaledSlice(slice, values, {
    slope,
    intercept,
    repair: 'rescale',
    to: (hu) => hounsfield(hu, slope, intercept),
  });
  if (supplied === undefined) return undefined;
  return sliceMismatch(supplied, index, others, 'other-header') === undefined ? supplied : undefined;
}
