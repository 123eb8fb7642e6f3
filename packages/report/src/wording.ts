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
  };
  /** Why one series was preferred to another; completes "another series was read: it ...". */
  readonly preferences: {
    readonly complete: string;
    readonly kernel: string;
    readonly coverage: string;
    readonly spacing: string;
    readonly slices: string;
    readonly uid: string;
  };
  /** Message of the notice `slice-unreadable`. */
  sliceUnreadable(count: number): string;
}
