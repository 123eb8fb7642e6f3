import {
  isDerived,
  kernelSoftness,
  median,
  type Series,
  type SeriesAnatomy,
  type Slice,
  seriesAnatomy,
  showsContrast,
} from '@ichor/ct';
import { type Notice, type NoticeCode, type NoticeParams, notice } from '@ichor/notices';
import { en } from '@ichor/report';
import { incompleteness } from './incompleteness.ts';
import { describesContrast } from './says-contrast.ts';
import { otherBodyPart, refusedByTags, unreadableByTags } from './tag-verdict.ts';

/** What is to be said of one series by itself, before it is compared with others. */
export interface Judgement {
  /** Why it can be read in no way, whoever asks. */
  readonly impossible: string | undefined;
  /** Why it is not read unless somebody asks for it. */
  readonly refusal: string | undefined;
  /** Why what is there is too little, which slices that could not be read may explain. */
  readonly tooLittle: string | undefined;
  readonly notices: readonly Notice[];
  readonly traits: Traits;
}

/** What series are ranked by. */
export interface Traits {
  /** By description or pixels. */
  readonly contrast: boolean;
  readonly axial: boolean;
  /** By name or description of its kernel, or by its noise. */
  readonly sharp: boolean;
  /** Of a head: where the pixels tell, without what they don't show of it. */
  readonly coverageMm: number;
  readonly complete: boolean;
  readonly spacingMm: number;
  readonly derived: boolean;
  readonly slices: number;
}

const LEAST_SLICES = 8;
const LEAST_COVERAGE_MM = 30;
/** Above the skull base. Whole heads show 70 to 105 mm (62 patients), 55 and more where they are much tilted (simulated). */
const LEAST_BRAIN_MM = 40;
const THICK_MM = { notice: 10, refusal: 16 } as const;
/** Half a slice of 5 mm is lost at the ends of most scans, and the estimates are no better than that. */
const CUT_OFF_MM = { vertex: 10, base: 15 } as const;
/** Of slices averaged to what networks are trained at. Scans for the brain have 2 to 6, kernels for bone 20 and more. */
const NOISY_HU = 15;
const USUAL_SPACING_MM = 5;
/** Descriptions of reformats. */
const REFORMATTED = /\b(?:sag|cor)/i;

export function judgeSeries(series: Series): Judgement {
  const { slices } = series;
  const description = slices.find(({ header }) => header?.seriesDescription !== undefined)?.header
    ?.seriesDescription;
  const kernel = slices.find(({ header }) => header?.convolutionKernel !== undefined)?.header
    ?.convolutionKernel;
  const anatomy = seriesAnatomy(series);
  const thicknessMm = thickness(series);
  const noiseHu = anatomy && noiseAt5mm(anatomy, thicknessMm);
  const named = kernelSoftness(kernel, description);
  const sharp = named === 0 ? (noiseHu ?? 0) > NOISY_HU : named < 0;
  const described = describesContrast(description);
  const spotted = showsContrast(anatomy);
  const part = commonReason(slices, otherBodyPart);
  const refused = commonReason(slices, refusedByTags);

  const notices: Notice[] = [];
  const note = <C extends NoticeCode>(code: C, params: NoticeParams<C>, of: readonly Slice[] = []): void => {
    notices.push(
      notice(
        code,
        params,
        of.map((slice) => slice.sopInstanceUid),
      ),
    );
  };
  if (part.some.length > 0) note('tags-mixed', { reason: en.reasons.otherBodyPart(part.reason!) }, part.some);
  if (refused.some.length > 0) note('tags-mixed', { reason: refused.reason! }, refused.some);
  const derived = slices.filter((slice) => isDerived(slice.header?.imageType));
  if (derived.length > 0) note('derived', {}, derived);
  if (named < 0) note('kernel-sharp', {});
  if (described) note('contrast-described', {});
  if (thicknessMm > THICK_MM.notice) note('slices-thick', { mm: thicknessMm });
  if (anatomy === undefined) {
    if (slices.length > 0) note('anatomy-unknown', {});
  } else if (anatomy.brainMm > 0) {
    const { vertexMm, baseMm } = anatomy.missing;
    if (spotted) note('contrast-suspected', { share: anatomy.spottedShare });
    if (vertexMm > CUT_OFF_MM.vertex) note('coverage-vertex', { mm: vertexMm });
    if (baseMm > CUT_OFF_MM.base) note('coverage-base', { mm: baseMm });
    if (noiseHu! > NOISY_HU) note('noisy', { hu: noiseHu! });
    if (part.every) note('body-part-contradicted', { part: part.reason! });
  }

  return {
    impossible: impossibility(series),
    refusal:
      (refused.every ? refused.reason : undefined) ??
      (described && spotted ? en.reasons.contrastSeen(anatomy!.spottedShare) : undefined) ??
      (part.every && !(anatomy && anatomy.brainMm > 0)
        ? en.reasons.otherBodyPart(part.reason!)
        : undefined) ??
      (thicknessMm > THICK_MM.refusal ? en.reasons.tooThick(thicknessMm, THICK_MM.refusal) : undefined),
    tooLittle: littleness(series, anatomy),
    notices,
    traits: {
      contrast: described || spotted,
      axial: !series.resliced && !REFORMATTED.test(description ?? ''),
      sharp,
      coverageMm: headMm(series, anatomy),
      complete: incompleteness(series) === undefined,
      spacingMm: thicknessMm,
      derived: derived.length > 0,
      slices: slices.length,
    },
  };
}

function impossibility({ slices, refusals: [refusal] }: Series): string | undefined {
  const byTags = slices.map(unreadableByTags).find((reason) => reason !== undefined);
  return byTags ?? (refusal && en.reasons.unusable(refusal.message));
}

function littleness(series: Series, anatomy: SeriesAnatomy | undefined): string | undefined {
  if (series.slices.length < LEAST_SLICES) return en.reasons.tooFewSlices(series.slices.length, LEAST_SLICES);
  const mm = coverageMm(series);
  if (mm < LEAST_COVERAGE_MM) return en.reasons.littleCoverage(mm, LEAST_COVERAGE_MM);
  if (anatomy === undefined || anatomy.brainMm >= LEAST_BRAIN_MM) return undefined;
  return anatomy.brainMm === 0 ? en.reasons.notHead : en.reasons.littleBrain(anatomy.brainMm, LEAST_BRAIN_MM);
}

/** What the headers of all slices say, or those of some. */
function commonReason(slices: readonly Slice[], reasonOf: (slice: Slice) => string | undefined) {
  const found = slices.filter((slice) => reasonOf(slice) !== undefined);
  const every = found.length > 0 && found.length === slices.length;
  return { every, some: every ? [] : found, reason: found[0] && reasonOf(found[0]) };
}

/** Single pixels' noise falls with the root of how many slices are averaged. */
const noiseAt5mm = ({ noiseHu }: SeriesAnatomy, spacingMm: number): number =>
  noiseHu * Math.sqrt(Math.min(1, spacingMm / USUAL_SPACING_MM));

/** From the foramen magnum to the vertex; what a series shows beyond that is no head. */
const HEAD_MM = 160;

function headMm(series: Series, anatomy: SeriesAnatomy | undefined): number {
  if (anatomy?.brainMm === 0) return 0;
  const { vertexMm, baseMm } = anatomy?.missing ?? { vertexMm: 0, baseMm: 0 };
  return Math.min(coverageMm(series), HEAD_MM - vertexMm - baseMm);
}

const coverageMm = ({ positionsMm }: Series): number =>
  positionsMm.length === 0 ? 0 : positionsMm.at(-1)! - positionsMm[0]!;

/** The median distance of slices, or how thick they are where they overlap. */
function thickness({ positionsMm, slices }: Series): number {
  const gaps = positionsMm.slice(1).map((mm, i) => mm - positionsMm[i]!);
  const thicknesses = slices.map((slice) => slice.sliceThicknessMm ?? 0);
  return Math.max(median(gaps) ?? 0, median(thicknesses) ?? 0);
}
