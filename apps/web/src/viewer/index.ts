/**
 * The viewer of an axial stack: a small WebGL2 renderer under an SVG layer, hung radiologically whatever the stored
 * orientation, with windows, zoom, Hounsfield units, lengths, heatmaps and a strip of scores.
 *
 * @example <Viewer key={stack.id} stack={stack} source={httpSliceSource()} identity={identity}
 *   report={series.report} heatmapLabel={bundle?.heatmapLabel ?? null} autoFocus />
 */
export { httpSliceSource } from './http-slice-source.ts';
export { openingSlice } from './opening-slice.ts';
export { SHORTCUTS, type Shortcut } from './shortcuts.ts';
export type { SliceSource } from './slice-source.ts';
export { createViewStore, type ViewState, type ViewStore } from './view-store.ts';
export { Viewer } from './viewer.tsx';
export type { ViewerProps, ViewportIdentity } from './viewer-props.ts';
