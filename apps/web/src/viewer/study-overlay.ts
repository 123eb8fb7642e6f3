import { HEMORRHAGE_TYPES, type HemorrhageType, type Scores } from '@ichor/ct';
import type { Heatmap, SeriesReport } from '@ichor/report';

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

  /** The key slice to open a study at: the one that is farthest above a threshold. */
  get strongest(): number | undefined {
    const strength = (index: number): number =>
      Math.max(...HEMORRHAGE_TYPES.map((type) => this.#strength(index, type)));
    return this.keySlices.toSorted((a, b) => strength(b) - strength(a))[0];
  }

  /** The heatmap to show: of the type that is asked for where the slice has it, else the first. */
  heatmap(index: number, type: HemorrhageType | null): Heatmap | undefined {
    const maps = this.heatmaps(index);
    return maps.find((map) => map.type === type) ?? maps[0];
  }

  /** Score over threshold where a type was called; below every call otherwise. */
  #strength(index: number, type: HemorrhageType): number {
    const threshold = this.#report?.calls.find((call) => call.type === type)?.threshold;
    const score = this.scores(index)?.[type] ?? 0;
    if (type === 'any') return score - 2;
    return threshold === undefined ? score - 1 : score / Math.max(threshold, 1e-6);
  }

  /** Messages of the notices that concern this slice alone or with some others. */
  notices(index: number): readonly string[] {
    const uid = this.#uids[index] ?? '';
    return (this.#report?.notices ?? [])
      .filter((notice) => notice.sopInstanceUids.includes(uid))
      .map((notice) => notice.message);
  }
}
