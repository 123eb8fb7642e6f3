import { AIR_HU } from './air-hu.ts';
import {
  BIN_HU,
  commonestValue,
  countBetween,
  mergeHistograms,
  type ValueHistogram,
} from './value-histogram.ts';

/** What is seen in the values of a head. */
export interface HounsfieldLandmarks {
  /** The commonest value of air; where there is none near -1000 HU, the commonest below -300. */
  readonly airHu: number | undefined;
  /** Share of all values below -300 HU. */
  readonly airShare: number;
  /** The commonest value of soft tissue, -50 to 120 HU. */
  readonly softHu: number | undefined;
  /** Share of -20 to 100 HU in what is not below -300. */
  readonly softShare: number;
  /** Share above 300 HU in what is not below -300. */
  readonly boneShare: number;
}

/** Whether values can be Hounsfield units of a head. */
export interface HounsfieldCheck extends HounsfieldLandmarks {
  /** Why these are no Hounsfield units of a head, to be read after its name; undefined where they can be. */
  readonly problem: string | undefined;
  /** What is uncommon but no proof, to be read after its name. */
  readonly doubt: string | undefined;
}

const DARK_HU = -300;
const BONE_HU = 300;
const AIR = { near: AIR_HU, within: 100 } as const;
const BRAIN = [20, 45] as const;
const BRAIN_MIDDLE = 33;
/** Muscle, blood with contrast medium and the watery brain of a newborn lie within this. */
const SOFT = [5, 70] as const;
/** Of all values, of what is below -300 HU, and of what isn't. What was taken for padding may have been air; then brain was taken for air. */
const LEAST_SHARE = { air: 0.005, nearAir: 0.15, soft: 0.1, softWithPadding: 0.25, bone: 0.005 } as const;
/** Scatter and noise move air by less. */
const USUAL_AIR = 40;
/** Air and brain displaced alike, by at least `least`, to within `alike`, are a wrong intercept and no anatomy. */
const SHIFT = { least: 15, alike: 20 } as const;
/** Brain lies here where 1000 or 1024 was added. Of all that is brighter than 300 HU, bone never has more than `most` there. */
const ADDED = { low: 1010, high: 1120, most: 0.45 } as const;

/** Values that all corners of a picture have. */
export type EdgeCounts = readonly { readonly hu: number; readonly count: number }[];

/**
 * Air near -1000, a commonest value of soft tissue as brain has it, and skull above 300 HU. A head in a wide field of view
 * has little skull and a vertex little brain, so shares are those of what isn't air.
 */
export function checkHounsfield(histogram: ValueHistogram, edges: EdgeCounts = []): HounsfieldCheck {
  const whole = withoutPadding(histogram, edges);
  const found = landmarksOf(whole);
  const padded = whole.total < histogram.total + edges.reduce((sum, { count }) => sum + count, 0);
  return { ...found, problem: problemOf(found, whole, padded), doubt: doubtOf(found) };
}

export const hounsfieldLandmarks = (histogram: ValueHistogram, edges: EdgeCounts = []): HounsfieldLandmarks =>
  landmarksOf(withoutPadding(histogram, edges));

function landmarksOf(histogram: ValueHistogram): HounsfieldLandmarks {
  const dark = countBetween(histogram, Number.NEGATIVE_INFINITY, DARK_HU);
  const tissue = histogram.total - dark;
  return {
    airHu: hasAir(histogram)
      ? commonestValue(histogram, AIR.near - AIR.within, AIR.near + AIR.within)
      : commonestValue(histogram, Number.NEGATIVE_INFINITY, DARK_HU),
    airShare: share(dark, histogram.total),
    softHu: commonestValue(histogram, -50, 120),
    softShare: share(countBetween(histogram, -20, 100), tissue),
    boneShare: share(countBetween(histogram, BONE_HU, Number.POSITIVE_INFINITY), tissue),
  };
}

/**
 * With what lies at the edges, since some scanners write one value for all air; but without what is lower than air can be,
 * if there is air besides: that is what they write outside their circle.
 */
function withoutPadding(histogram: ValueHistogram, edges: EdgeCounts): ValueHistogram {
  const air = withEdges(
    histogram,
    edges.filter(({ hu }) => hu >= AIR.near - AIR.within),
  );
  return hasAir(air) ? air : withEdges(histogram, edges);
}

function hasAir(histogram: ValueHistogram): boolean {
  const dark = countBetween(histogram, Number.NEGATIVE_INFINITY, DARK_HU);
  return dark >= LEAST_SHARE.air * histogram.total && nearAir(histogram) >= LEAST_SHARE.nearAir * dark;
}

const nearAir = (histogram: ValueHistogram): number =>
  countBetween(histogram, AIR.near - AIR.within, AIR.near + AIR.within + BIN_HU);

function withEdges(histogram: ValueHistogram, edges: EdgeCounts): ValueHistogram {
  if (edges.length === 0) return histogram;
  return mergeHistograms([
    histogram,
    ...edges.map(({ hu, count }) => ({ firstHu: hu, counts: Uint32Array.of(count), total: count })),
  ]);
}

const share = (part: number, of: number): number => (of > 0 ? part / of : 0);

function problemOf(
  found: HounsfieldLandmarks,
  histogram: ValueHistogram,
  padded: boolean,
): string | undefined {
  const { airHu, airShare, softHu, softShare, boneShare } = found;
  if (airHu === undefined || airShare < LEAST_SHARE.air) {
    return `holds hardly any values below ${DARK_HU}, where air has to be`;
  }
  if (!hasAir(histogram)) {
    return `has its dark values around ${airHu}, where air would be near ${AIR.near}`;
  }
  const leastSoft = padded ? LEAST_SHARE.softWithPadding : LEAST_SHARE.soft;
  if (softHu === undefined || softShare < leastSoft) {
    return 'holds hardly any values between -20 and 100, where brain has to be';
  }
  if (softHu < SOFT[0] || softHu > SOFT[1]) {
    return `has its soft tissue around ${softHu}, where brain would be at ${BRAIN[0]} to ${BRAIN[1]}`;
  }
  const [air, brain] = [airHu - AIR.near, softHu - BRAIN_MIDDLE];
  const shifted = Math.abs(air) >= SHIFT.least && Math.abs(air - brain) <= SHIFT.alike;
  if (shifted && !isBrain(softHu)) {
    return `has its air around ${airHu} and its soft tissue around ${softHu}, both displaced alike`;
  }
  const bright = countBetween(histogram, BONE_HU, Number.POSITIVE_INFINITY);
  if (boneShare < LEAST_SHARE.bone) return `holds hardly any values above ${BONE_HU}, where skull has to be`;
  if (countBetween(histogram, ADDED.low, ADDED.high) > ADDED.most * bright) {
    return `has nearly all that is brighter than ${BONE_HU} between ${ADDED.low} and ${ADDED.high}, where brain lies when 1024 is added`;
  }
  return undefined;
}

const isBrain = (hu: number): boolean => hu >= BRAIN[0] && hu <= BRAIN[1];

function doubtOf({ airHu, softHu }: HounsfieldLandmarks): string | undefined {
  if (airHu !== undefined && Math.abs(airHu - AIR.near) > USUAL_AIR) {
    return `has its air around ${airHu}, and air is usually nearer to ${AIR.near}`;
  }
  if (softHu === undefined || isBrain(softHu)) return undefined;
  return `has its soft tissue around ${softHu}, where brain is usually at ${BRAIN[0]} to ${BRAIN[1]}`;
}
