import type { HemorrhageType } from '@ichor/ct';
import type { HeatmapLabel } from './bundle.ts';
import type { Answer, Call, SeriesStatus } from './study-report.ts';

/** Every sentence of a result, in one language; a language is one file beside this one. */
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
  /** "score 0.87": uncalibrated, so never per cent. */
  score(score: number): string;
  /** The caption of a heatmap: "epidural: approximate region". */
  heatmap(type: HemorrhageType, label: HeatmapLabel): string;
  /** For pictures and the foot of tables. */
  readonly researchUseOnly: string;
  readonly researchUseOnlyLong: string;
  /** Short title of a notice; a code that is not known is shown as it is. */
  noticeTitle(code: string): string;
  readonly reasons: {
    readonly notCt: (modality: string) => string;
    readonly notAxial: (degrees: number) => string;
    readonly tooFewSlices: (slices: number, least: number) => string;
    readonly littleCoverage: (mm: number, least: number) => string;
    readonly localizer: string;
    readonly noHounsfieldUnits: (imageType: string) => string;
    readonly otherSeriesRead: (why: string) => string;
    readonly unreadableSlices: (unreadable: number, readable: number) => string;
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
  /** Message of the notice `picture-window-narrow`. */
  pictureWindowNarrow(share: number, range: readonly [number, number]): string;
  /** Message of the notice `slice-unreadable`. */
  sliceUnreadable(count: number): string;
  /** Messages of notices about what a series shows and why it was chosen. */
  readonly seen: {
    /** `why`: the preferences for which it went before the others. */
    readonly chosen: (others: number, why: readonly string[]) => string;
    readonly askedFor: (reason: string) => string;
    readonly tagsMixed: (reason: string) => string;
    readonly computed: string;
    readonly bodyPartContradicted: (part: string) => string;
    readonly contrastDescribed: string;
    readonly contrastSuspected: (share: number) => string;
    readonly vertexMissing: (mm: number) => string;
    readonly baseMissing: (mm: number) => string;
    readonly thick: (mm: number) => string;
    readonly noisy: (hu: number) => string;
    readonly sharpKernel: string;
    readonly anatomyUnknown: string;
  };
}
