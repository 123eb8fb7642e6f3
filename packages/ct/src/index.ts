/** What every room speaks: slices, series, volumes, masks, windows, hemorrhage types, seeded randomness, and what is seen of a head. */

export {
  AS_STORED,
  type Hanging,
  hang,
  hangingOf,
  type Picture,
  seriesHanging,
  unhang,
} from './anatomy/hang.ts';
export { hangBox, unhangBox } from './anatomy/hang-box.ts';
export { type Box, headBox } from './anatomy/head-box.ts';
export { type ImageKind, imageKind, isDerived, kindWord } from './anatomy/image-kind.ts';
export { distanceTo, midSagittalPlane, type Plane } from './anatomy/mid-sagittal-plane.ts';
export { vertexEnd } from './anatomy/vertex-end.ts';
export { HEMORRHAGE_TYPES, type HemorrhageType, namedScores, type Scores } from './hemorrhage-types.ts';
export { eroded, grown } from './masks/eroded.ts';
export { headMask } from './masks/head-mask.ts';
export { joinedToBorder } from './masks/joined-to-border.ts';
export { largestObject } from './masks/largest-object.ts';
export { plainWords } from './plain-words.ts';
export { Rng } from './rng.ts';
export { kernelSoftness } from './series/kernel-softness.ts';
export { namesAgent } from './series/names-agent.ts';
export { anatomyOf, type SeriesAnatomy, seriesAnatomy, showsContrast } from './series/series-anatomy.ts';
export {
  type DicomHeaderFields,
  type Series,
  type Slice,
  type SlicePlane,
  SOUND_SERIES,
  type Vector3,
} from './series/slice.ts';
export type { SliceValues, ValueRepair } from './series/slice-values.ts';
export { withoutPixels } from './series/without-pixels.ts';
export { AIR_HU } from './values/air-hu.ts';
export { hounsfield, LARGEST_HU, saturatedHu, unboundedHounsfield } from './values/hounsfield.ts';
export {
  checkHounsfield,
  type EdgeCounts,
  type HounsfieldLandmarks,
  hounsfieldLandmarks,
} from './values/hounsfield-check.ts';
export { median } from './values/median.ts';
export {
  binOf,
  emptyBins,
  histogramOf,
  mapHistogram,
  mergeHistograms,
  takeBins,
  takeHistogram,
  type ValueHistogram,
} from './values/value-histogram.ts';
export { applyVoiWindow, scaleToWindow, type VoiFunction, WINDOWS, type Window } from './values/window.ts';
export { areaAverage } from './volume/area-average.ts';
export { resampleAxial } from './volume/resample.ts';
export { resliceAxial } from './volume/reslice-axial.ts';
export { slab, slabShares } from './volume/slab.ts';
export { straightened } from './volume/straighten.ts';
export { cross, dot, lengthOf, scaled, subtract } from './volume/vector.ts';
export { patientToVoxel, seriesVolume, type Volume, volumeOf, voxelToPatient } from './volume/volume.ts';
