import type { HemorrhageType, Scores } from '@ichor/ct';
import type { Heatmap, SeriesReport } from '@ichor/report';
import { byStrength, strength } from '../common/by-strength.ts';

/** What a report says, by the slice of a stack that it says it of. */
export class StudyOverlay {
  readonly #heatmaps = new Map<number, Heatmap[]>();
  /** Indexes of key slices, rising. */
  readonly keySlices: readonly number[];
  readonly #report: SeriesReport | null;
  readonly #uids: readonly string[];
  readonly #scores: ReadonlyMap<string, Scores>;

  constructor(report: SeriesReport | null, sopInstanceUids: readonly string[]) {
    this.#report = report;
    this.#uids = sopInstanceUids;
    this.#scores = new Map(report?.slices.map((slice) => [slice.sopInstanceUid, slice.scores]));
    const index = new Map(sopInstanceUids.map((uid, i) => [uid, i]));
    for (const map of report?.heatmaps ?? []) {
      const at = index.get(map.sopInstanceUid);
      if (at !== undefined) this.#heatmaps.set(at, [...(this.#heatmaps.get(at) ?? []), map]);
    }
    this.keySlices = (report?.keySlices ?? []).flatMap((uid) => index.get(uid) ?? []).sort((a, b) => a - b);
  }

  /**
   * The heatmaps of a slice, the strongest call first: thresholds differ by type, so that a score alone says little. `any` comes
   * last: it names no type.
   */
  heatmaps(index: number): readonly Heatmap[] {
    const maps = this.#heatmaps.get(index) ?? [];
    return [...maps].sort((a, b) => this.#strength(index, b.type) - this.#strength(index, a.type));
  }

  /** The scores of a slice; undefined where it was not scored. */
  scores(index: number): Scores | undefined {
    return this.#scores.get(this.#uids[index] ?? '');
  }

  /** The types that a key slice is shown for, the strongest call first. */
  keyTypes(index: number): readonly HemorrhageType[] {
    const types = this.heatmaps(index).map((map) => map.type);
    return types.some((type) => type !== 'any') ? types.filter((type) => type !== 'any') : types;
  }

  /**
   * The slice to open a study at: of the key slices, the one with the highest score of the strongest call that names a type;
   * `any`'s where nothing else was called. Several with one score are neighbours as a rule: then the middle one.
   */
  get strongest(): number | undefined {
    const type = byStrength(this.#report?.calls ?? []).find((call) => call.type !== 'any')?.type ?? 'any';
    const score = (index: number): number => this.scores(index)?.[type] ?? 0;
    const highest = Math.max(...this.keySlices.map(score));
    const best = this.keySlices.filter((index) => score(index) === highest);
    return best[Math.floor((best.length - 1) / 2)];
  }

  /** The heatmap to show: of the type that is asked for where the slice has it, else the first. */
  heatmap(index: number, type: HemorrhageType | null): Heatmap | undefined {
    const maps = this.heatmaps(index);
    return maps.find((map) => map.type === type) ?? maps[0];
  }

  /** How far a slice is above a type's threshold; types that were not called come after those, `any` last. */
  #strength(index: number, type: HemorrhageType): number {
    const threshold = this.#report?.calls.find((call) => call.type === type)?.threshold;
    const score = this.scores(index)?.[type] ?? 0;
    if (type === 'any') return score - 200;
    return threshold === undefined ? score - 100 : strength({ score, threshold });
  }

  /** Messages of the notices that concern this slice alone or with some others. */
  notices(index: number): readonly string[] {
    const uid = this.#uids[index] ?? '';
    return (this.#report?.notices ?? [])
      .filter((notice) => notice.sopInstanceUids.includes(uid))
      .map((notice) => notice.message);
  }
}
