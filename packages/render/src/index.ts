/**
 * Slices, heatmaps and masks as pictures: RGBA in memory, nothing of files or of the DOM. Pictures hang
 * radiologically (patient's right on screen left, anterior up) and have square millimetres.
 *
 * @example const picture = overlayHeatmap(renderSlice(slice), slice, heatmap);
 */
export { type ContactSheetOptions, contactSheet, type Tile } from './contact-sheet.ts';
export { drawText, textWidth } from './draw-text.ts';
export { type Image, newImage, type Rgb } from './image.ts';
export { outlineMask } from './outline-mask.ts';
export { overlayHeatmap, type SliceHeatmap } from './overlay-heatmap.ts';
export { type RenderSliceOptions, renderSlice } from './render-slice.ts';
export { type SeriesSheetOptions, seriesSheet } from './series-sheet.ts';
