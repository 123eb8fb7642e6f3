import { HEMORRHAGE_TYPES, type HemorrhageType, type Scores, type Series, type Slice } from '@ichor/ct';
import { type ContactSheetOptions, contactSheet, type Tile } from './contact-sheet.ts';
import type { Image } from './image.ts';
import type { SliceHeatmap } from './overlay-heatmap.ts';

/** What a sheet needs of a series' result; a SeriesReport of @ichor/report has it. */
interface SeriesResult {
  readonly calls: readonly { readonly type: HemorrhageType }[];
  readonly keySlices: readonly string[];
  readonly heatmaps: readonly (SliceHeatmap & {
    readonly sopInstanceUid: string;
    readonly type: HemorrhageType;
  })[];
  readonly slices: readonly { readonly sopInstanceUid: string; readonly scores: Scores }[];
}

export interface SeriesSheetOptions extends Omit<ContactSheetOptions, 'columns'> {
  /** Caption of a heatmap, such as "epidural: approximate region"; by default the type alone. */
  readonly heatmapCaption?: ((type: HemorrhageType) => string) | undefined;
  /** Names of the types in the reader's language; by default the words of HEMORRHAGE_TYPES. */
  readonly typeName?: Readonly<Record<HemorrhageType, string>> | undefined;
}

/**
 * The key slices of a result from the skull base up, each plain and then under the heatmap of each type that was
 * called on it. The heatmap of `any` is shown only where no other type was called.
 */
export function seriesSheet(series: Series, result: SeriesResult, options: SeriesSheetOptions): Image {
  const called = HEMORRHAGE_TYPES.filter((type) => result.calls.some((call) => call.type === type));
  const shown = called.length > 1 ? called.filter((type) => type !== 'any') : called;
  const scored = shown.length > 0 ? shown : HEMORRHAGE_TYPES.filter((type) => type === 'any');
  const nameOf = (type: HemorrhageType): string => options.typeName?.[type] ?? type;
  const captionOf = options.heatmapCaption ?? nameOf;
  const keys = new Set(result.keySlices);
  const tiles = series.slices.flatMap((slice, index): Tile[] => {
    if (!keys.has(slice.sopInstanceUid)) return [];
    const where = `slice ${index + 1}/${series.slices.length}  ${series.positionsMm[index]!.toFixed(1)} mm`;
    const scores = result.slices.find((entry) => entry.sopInstanceUid === slice.sopInstanceUid)?.scores;
    const named = scored.map((type) => `${nameOf(type)} ${scores?.[type].toFixed(2) ?? '-'}`);
    return [{ slice, lines: [where, ...pairs(named)] }, ...heatmapTiles(slice, where)];
  });

  function heatmapTiles(slice: Slice, where: string): Tile[] {
    return result.heatmaps
      .filter((map) => map.sopInstanceUid === slice.sopInstanceUid && shown.includes(map.type))
      .map((heatmap) => ({ slice, heatmap, lines: [captionOf(heatmap.type), where] }));
  }

  // An even number, so that a slice and its heatmap stand side by side.
  const columns = tiles.length > 4 ? 4 : 2;
  return contactSheet(tiles, { ...options, columns });
}

/** Two a line. */
const pairs = (words: readonly string[]): string[] =>
  words.flatMap((_, i) => (i % 2 === 0 ? [words.slice(i, i + 2).join('  ')] : []));
