import type { Series } from '@ichor/ct';
import type { SeriesToRead } from '@ichor/inference';
import { type Notice, notice } from '@ichor/notices';
import { en } from '@ichor/report';
import { incompleteness } from './incompleteness.ts';
import { type Judgement, judgeSeries, type Traits } from './judge-series.ts';

/** What becomes of one series of a study, and why. Its notices are what header and pixels show of a head, and why it was chosen. */
export interface Choice extends SeriesToRead {
  /** Read because it was asked for, beside another series of the study whose answer is the study's. */
  readonly beside: boolean;
}

export interface ChooseOptions {
  /** Series Instance UIDs to be read whatever the ranking: refused only where no reading is possible. None by default. */
  readonly asked?: ReadonlySet<string> | undefined;
}

interface Candidate extends Judgement {
  readonly series: Series;
  readonly asked: boolean;
}

/**
 * Why one series is preferred to another, the weightiest first: a larger value wins, equal ones leave it to the next.
 * Networks know slices of 5 mm, and average thinner ones; thicker ones hide small bleeds.
 */
const CRITERIA: readonly { readonly why: string; readonly value: (traits: Traits, most: Most) => number }[] =
  [
    { why: en.preferences.contrast, value: ({ contrast }) => (contrast ? 0 : 1) },
    { why: en.preferences.axial, value: ({ axial }) => (axial ? 1 : 0) },
    { why: en.preferences.kernel, value: ({ sharp }) => (sharp ? 0 : 1) },
    { why: en.preferences.coverage, value: ({ coverageMm }, most) => Math.min(coverageMm, most.coverageMm) },
    { why: en.preferences.complete, value: ({ complete }) => (complete ? 1 : 0) },
    { why: en.preferences.spacing, value: ({ spacingMm }) => spacingRank(spacingMm) },
    { why: en.preferences.original, value: ({ derived }) => (derived ? 0 : 1) },
    {
      why: en.preferences.nearer,
      value: ({ spacingMm }) => -Math.round(10 * Math.abs(Math.log(Math.max(0.1, spacingMm) / 5))),
    },
    { why: en.preferences.slices, value: ({ slices }) => slices },
  ];

interface Most {
  /** Beyond this a larger coverage is no better. */
  readonly coverageMm: number;
}

/** Coverages within this share of the largest count as equal. */
const SAME_COVERAGE = 0.85;
/** 2.5 to 5 mm, as headers round them, before thinner before thicker. */
const spacingRank = (mm: number): number => (mm > 5.6 ? 0 : mm < 2.4 ? 1 : 2);

/**
 * Which series of one study is read, and what becomes of the others. It depends on what the series are, never on their
 * order; the result is in the order given.
 */
export function chooseSeries(all: readonly Series[], { asked }: ChooseOptions = {}): Choice[] {
  const ofOnePatient = new Set(all.map(({ patientId }) => patientId)).size <= 1;
  const candidates = all.map((series) => {
    const judgement = judgeSeries(series);
    return {
      ...judgement,
      // Some exports give studies of different patients one UID: nobody can say whose answer it would be.
      refusal: ofOnePatient ? judgement.refusal : en.reasons.patientsMixed,
      series,
      asked: asked?.has(series.seriesInstanceUid) ?? false,
    };
  });
  const someAsked = candidates.some((one) => one.asked);
  const able = candidates.filter((one) => canBeRead(one) && (one.asked || !someAsked));
  const most = {
    coverageMm: SAME_COVERAGE * Math.max(0, ...able.map(({ traits }) => traits.coverageMm)),
  };
  const whyBefore = (a: Candidate, b: Candidate) => preference(a, b, most);
  const best = able.reduce<Candidate | undefined>(
    (a, b) => (a === undefined || whyBefore(b, a) !== undefined ? b : a),
    undefined,
  );
  return candidates.map((one) => {
    const refused = one.impossible ?? (one.asked ? undefined : one.refusal);
    if (refused !== undefined) return unread(one, 'refused', refused);
    const incomplete = incompleteness(one.series);
    if (!canBeRead(one)) {
      return incomplete === undefined
        ? unread(one, 'refused', one.tooLittle!)
        : unread(one, 'incomplete', incomplete);
    }
    if (!one.asked && someAsked) return unread(one, 'passed-over', en.reasons.otherAskedFor);
    if (!one.asked && one !== best) {
      return unread(
        one,
        'passed-over',
        en.reasons.otherSeriesRead(whyBefore(best!, one) ?? en.preferences.uid),
      );
    }
    const before = able
      .filter((other) => other !== one)
      .map((other) => whyBefore(one, other) ?? en.preferences.uid);
    return {
      series: one.series,
      status: incomplete === undefined ? 'read' : 'incomplete',
      reason: incomplete ?? null,
      scored: true,
      beside: one !== best,
      notices: [...whyRead(one, before), ...one.notices],
    };
  });
}

const canBeRead = ({ impossible, refusal, tooLittle, asked, series }: Candidate): boolean =>
  impossible === undefined &&
  (asked ? series.slices.length > 0 : refusal === undefined && tooLittle === undefined);

const unread = (
  { series, notices }: Candidate,
  status: 'refused' | 'incomplete' | 'passed-over',
  reason: string,
): Choice => ({ series, status, reason, scored: false, beside: false, notices });

/** What the reader is told of the choice: nothing where there was none. */
function whyRead({ asked, refusal, tooLittle }: Candidate, reasonsBeforeOthers: readonly string[]): Notice[] {
  const against = refusal ?? tooLittle;
  if (asked) {
    return against === undefined ? [] : [notice('asked-for', { reason: against })];
  }
  if (reasonsBeforeOthers.length === 0) return [];
  const why = [...new Set(reasonsBeforeOthers)].sort();
  return [notice('series-chosen', { others: reasonsBeforeOthers.length, why })];
}

/** Why `a` is preferred to `b`; undefined where it is not. */
function preference(a: Candidate, b: Candidate, most: Most): string | undefined {
  for (const { why, value } of CRITERIA) {
    const difference = value(a.traits, most) - value(b.traits, most);
    if (difference !== 0) return difference > 0 ? why : undefined;
  }
  return a.series.seriesInstanceUid < b.series.seriesInstanceUid ? en.preferences.uid : undefined;
}
