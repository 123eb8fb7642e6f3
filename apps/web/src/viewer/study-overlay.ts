import type { HemorrhageType } from '@ichor/ct';
import type { Heatmap, SeriesReport } from '@ichor/report';

/** What a report says, by the slice of a stack that it says it of. */
export class StudyOverlay {
  readonly #heatmaps = new Map<number, Heatmap[]>();
  /** Indexes of key slices, rising. */
  readonly keySlices: readonly number[];
  readonly #report: SeriesReport | null;
  readonly #uids: readonly string[];

  constructor(report: SeriesReport | null, sopInstanceUids: readonly string[]) {
    this.#report = report;
    this.#uids = sopInstanceUids;
    const index = new Map(sopInstanceUids.map((uid, i) => [uid, i]));
    for (const map of report?.heatmaps ?? []) {
      const at = index.get(map.sopInstanceUid);
      if (at !== undefined) this.#heatmaps.set(at, [...(this.#heatmaps.get(at) ?? []), map]);
    }
    this.keySlices = (report?.keySlices ?? []).flatMap((uid) => index.get(uid) ?? []).sort((a, b) => a - b);
  }

  /** The heatmaps of a slice, the type with the slice's highest score first. */
  heatmaps(index: number): readonly Heatmap[] {
    const scores = this.#report?.slices.find((slice) => slice.sopInstanceUid === this.#uids[index])?.scores;
    const maps = this.#heatmaps.get(index) ?? [];
    return scores ? [...maps].sort((a, b) => scores[b.type] - scores[a.type]) : maps;
  }

  /** The heatmap to show: of the type that is asked for where the slice has it, else the first. */
  heatmap(index: number, type: HemorrhageType | null): Heatmap | undefined {
    const maps = this.heatmaps(index);
    return maps.find((map) => map.type === type) ?? maps[0];
  }

  /** Messages of the notices that concern this slice alone or with some others. */
  notices(index: number): readonly string[] {
    const uid = this.#uids[index] ?? '';
    return (this.#report?.notices ?? [])
      .filter((notice) => notice.sopInstanceUids.includes(uid))
      .map((notice) => notice.message);
  }
}
