/**
 * What every room speaks: slices, series, hemorrhage types, notices, errors, seeded randomness, windows, and
 * `networkInput`, the only code that turns a series into what a network sees.
 */
export * from './grid.ts';
export * from './hang.ts';
export * from './hang-box.ts';
export * from './head-box.ts';
export { headMask } from './head-mask.ts';
export * from './hemorrhage-types.ts';
export * from './hounsfield-check.ts';
export * from './ichor-error.ts';
export * from './input-specification.ts';
export { distanceTo, type MidSagittalPlane, midSagittalPlane, type Plane } from './mid-sagittal-plane.ts';
export * from './network-input.ts';
export * from './network-samples.ts';
export * from './notice.ts';
export * from './resample.ts';
export * from './reslice-axial.ts';
export * from './rng.ts';
export * from './shrink-volume.ts';
export * from './slab.ts';
export * from './slice.ts';
export * from './slice-values.ts';
export * from './straighten.ts';
export {
  binOf,
  emptyBins,
  histogramOf,
  mapHistogram,
  mergeHistograms,
  takeBins,
  takeHistogram,
  type ValueHistogram,
} from './value-histogram.ts';
export * from './volume.ts';
export * from './window.ts';
export * from './without-pixels.ts';
