import type { PatientIdentity, SeriesStack } from '@ichor/api';
import type { HeatmapLabel, SeriesReport } from '@ichor/report';
import type { SliceSource } from './slice-source.ts';
import type { ViewStore } from './view-store.ts';

/** What stands in the viewport's corner, as the files name it; shown as plain text and nowhere else. */
export interface ViewportIdentity extends PatientIdentity {
  /** YYYY-MM-DD */
  readonly studyDate: string | null;
  /** E.g. "4: Head 5 mm soft". */
  readonly series: string | null;
  readonly simulated: boolean;
}

/**
 * The viewer fills its parent, which has to have a height; it is dark whatever the page is. Give it `key={stack.id}`: a
 * stack does not change under it. A report may come later, and change. Keys are heard while the focus is inside the
 * viewer; what they do is exported as `SHORTCUTS`, for the page's list.
 *
 * @example <Viewer key={stack.id} stack={stack} source={httpSliceSource()} identity={identity}
 *   report={series.report} heatmapLabel={bundle?.heatmapLabel ?? null} autoFocus />
 */
export interface ViewerProps {
  /** GET /api/series/:id/stack */
  readonly stack: SeriesStack;
  /** Read when the viewer is mounted; `httpSliceSource()` is the server's. */
  readonly source: SliceSource;
  readonly identity: ViewportIdentity;
  /** Of the series: scores for the strip, heatmaps, key slices, notices of slices; null while it waits. */
  readonly report: SeriesReport | null;
  /** What a heatmap may be called: the bundle's word for it; null where there is no bundle. */
  readonly heatmapLabel: HeatmapLabel | null;
  /** Takes the focus when mounted, so that keys work at once; false by default. */
  readonly autoFocus?: boolean | undefined;
  /**
   * View state from outside, made by `createViewStore()`: to jump (`store.getState().show(index)`), and to keep window,
   * zoom and place from one stack to the next. Its own by default, opened at the report's strongest key slice, else in the middle.
   */
  readonly store?: ViewStore | undefined;
}
