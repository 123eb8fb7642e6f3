import type { Series } from '@ichor/ct';
import { en, type SeriesStatus } from '@ichor/report';
import { incompleteness } from './incompleteness.ts';

/** What becomes of one series of a study, and why. */
export interface Choice {
  readonly series: Series;
  readonly status: SeriesStatus;
  /** null where it is read and complete. */
  readonly reason: string | null;
}

const LEAST_SLICES = 8;
const LEAST_COVERAGE_MM = 30;
/** Notices of @ichor/dicom after which Hounsfield units, order or whose head it is can't be relied on. */
const REFUSING_NOTICES = [
  'not-axial',
  'order-unknown',
  'patient-mixed',
  'rescale-type-not-hu',
  'hounsfield-implausible',
  'hounsfield-mixed',
];
/**
 * Words in ImageType of maps whose values are no Hounsfield units: perfusion and multi-energy (PS3.3 C.8.15.3.1.4 and what
 * scanners write). Virtual monoenergetic and non-contrast images have Hounsfield units and are not among them.
 */
const NO_HOUNSFIELD_UNITS =
  /(?:^|[^A-Z])(PERFUSION|CBF|CBV|MTT|TTP|TMAX|IODINE|SPECTRAL|MAT_SPECIFIC|MAT_FRACTIONAL|MAT_VALUE_BASED|EFF_ATOMIC_NUM|ELECTRON_DENSITY)(?:[^A-Z]|$)/i;
/** The slice distance that networks are trained at. */
const USUAL_SPACING_MM = 5;
/** Coverages within this share of the largest count as equal. */
const SAME_COVERAGE = 0.85;
/** Descriptions of sharp kernels, contrast medium, vessels and computed pictures. */
const UNSUITED = /bone|knochen|sharp|contrast|\bc\+|\bpost\b|\bcta\b|angio|perf|\bmip\b|\b(sag|cor)/i;

/**
 * Which series of one study is read: of those that can be, the one that looks plain (by its description), covers the
 * head, is complete, lies nearest to 5 mm and has most slices. The result is in the order given.
 */
export function chooseSeries(all: readonly Series[]): Choice[] {
  const coverage = all.reduce((most, series) => Math.max(most, coverageMm(series)), 0);
  const able = all.filter((series) => refusal(series) === undefined && !tooFew(series));
  const best = able.reduce<Series | undefined>(
    (a, b) => (a === undefined || preference(b, a, coverage) !== undefined ? b : a),
    undefined,
  );
  return all.map((series) => {
    const refused = refusal(series);
    if (refused !== undefined) return { series, status: 'refused', reason: refused };
    const few = tooFew(series);
    const incomplete = incompleteness(series);
    if (few !== undefined) {
      return incomplete !== undefined
        ? { series, status: 'incomplete', reason: incomplete }
        : { series, status: 'refused', reason: few };
    }
    if (series !== best) {
      const why = best && preference(best, series, coverage);
      return { series, status: 'passed-over', reason: en.reasons.otherSeriesRead(why ?? en.preferences.uid) };
    }
    return incomplete !== undefined
      ? { series, status: 'incomplete', reason: incomplete }
      : { series, status: 'read', reason: null };
  });
}

/** Why no amount of slices would make it readable. */
function refusal(series: Series): string | undefined {
  const modality = series.slices.find(
    (slice) => slice.modality !== undefined && slice.modality !== 'CT',
  )?.modality;
  if (modality !== undefined) return en.reasons.notCt(modality);
  if (series.slices.some((slice) => slice.imageType?.includes('LOCALIZER'))) return en.reasons.localizer;
  const map = series.slices
    .flatMap(({ imageType = [] }) => imageType.map((word) => NO_HOUNSFIELD_UNITS.exec(word)?.[1]))
    .find((word) => word !== undefined);
  if (map !== undefined) return en.reasons.noHounsfieldUnits(map);
  const notice = series.notices.find(({ code }) => REFUSING_NOTICES.includes(code));
  return notice && en.reasons.unusable(notice.message);
}

function tooFew(series: Series): string | undefined {
  if (series.slices.length < LEAST_SLICES) return en.reasons.tooFewSlices(series.slices.length, LEAST_SLICES);
  const mm = coverageMm(series);
  return mm < LEAST_COVERAGE_MM ? en.reasons.littleCoverage(mm, LEAST_COVERAGE_MM) : undefined;
}

/** Why `a` is preferred to `b`; undefined where it is not. */
function preference(a: Series, b: Series, mostCoverage: number): string | undefined {
  const criteria: [(series: Series) => number, string][] = [
    [
      (series) => (series.slices.some((slice) => UNSUITED.test(slice.seriesDescription ?? '')) ? 0 : 1),
      en.preferences.kernel,
    ],
    [(series) => Math.min(coverageMm(series), SAME_COVERAGE * mostCoverage), en.preferences.coverage],
    [(series) => (incompleteness(series) === undefined ? 1 : 0), en.preferences.complete],
    [
      (series) => -Math.round(10 * Math.abs(Math.log(spacingMm(series) / USUAL_SPACING_MM))),
      en.preferences.spacing,
    ],
    [(series) => series.slices.length, en.preferences.slices],
  ];
  for (const [value, why] of criteria) {
    const difference = value(a) - value(b);
    if (difference !== 0) return difference > 0 ? why : undefined;
  }
  return a.seriesInstanceUid < b.seriesInstanceUid ? en.preferences.uid : undefined;
}

const coverageMm = ({ positionsMm }: Series): number =>
  positionsMm.length === 0 ? 0 : positionsMm.at(-1)! - positionsMm[0]!;

const spacingMm = (series: Series): number => coverageMm(series) / Math.max(1, series.slices.length - 1);
