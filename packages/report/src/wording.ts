import type { HemorrhageType } from '@ichor/ct';
import type { HeatmapLabel } from './bundle.ts';
import type { Answer, Call, SeriesStatus } from './study-report.ts';

/**
 * What a result says of itself, in one language: its answers, the reasons of a status, captions. Not the sentences of notices and
 * errors: those are English alone, and stand in the catalogue of @ichor/notices.
 */
export interface Wording {
  readonly language: string;
  readonly typeName: Readonly<Record<HemorrhageType, string>>;
  readonly status: Readonly<Record<SeriesStatus, string>>;
  /** What an answer means, with the types that were called; of an incomplete series it says so. */
  statement(answer: Answer, called?: readonly HemorrhageType[], incomplete?: boolean): string;
  /** Of a study of which nothing could be read, with why not. */
  cannotAnalyse(reasons: readonly string[]): string;
  /** One call with its threshold and where that is from. */
  call(call: Call): string;
  /** "score 0.87": never per cent, for most bundles are not calibrated. */
  score(score: number): string;
  /** The caption of a heatmap: "epidural: approximate region". */
  heatmap(type: HemorrhageType, label: HeatmapLabel): string;
  /** For pictures and the foot of tables. */
  readonly researchUseOnly: string;
  /** @param calibration where that is from; absent where scores are not calibrated */
  researchUseOnlyLong(calibration?: string): string;
  readonly reasons: {
    readonly notCt: (modality: string) => string;
    readonly notAxial: (degrees: number) => string;
    readonly tooFewSlices: (slices: number, least: number) => string;
    readonly littleCoverage: (mm: number, least: number) => string;
    readonly localizer: string;
    readonly noHounsfieldUnits: (imageType: string) => string;
    readonly otherSeriesRead: (why: string) => string;
    readonly unreadableSlices: (unreadable: number, readable: number) => string;
    readonly slicesLeftOut: (leftOut: number, of: number) => string;
    readonly missingSlices: (missing: number) => string;
    readonly unusable: (problem: string) => string;
    readonly patientsMixed: string;
    readonly secondaryCapture: string;
    readonly projection: (imageType: string) => string;
    readonly otherBodyPart: (part: string) => string;
    readonly contrastMedium: string;
    /** Its description says so, and this share of the slices of brain (0 to 1) shows bright vessels. */
    readonly contrastSeen: (share: number) => string;
    readonly notHead: string;
    readonly littleBrain: (mm: number, least: number) => string;
    readonly tooThick: (mm: number, most: number) => string;
    readonly otherAskedFor: string;
    /** Of a study whose upload broke off. */
    readonly missingFiles: (files: number) => string;
    readonly uploadGoesOn: string;
    readonly windowTooNarrow: (share: number, range: readonly [number, number]) => string;
  };
  /** Why one series was preferred to another; completes "another series was read: it ...". */
  readonly preferences: {
    readonly contrast: string;
    readonly axial: string;
    readonly kernel: string;
    readonly coverage: string;
    readonly complete: string;
    readonly spacing: string;
    readonly original: string;
    readonly nearer: string;
    readonly slices: string;
    readonly uid: string;
  };
}
