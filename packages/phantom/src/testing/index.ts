/** For tests of other packages: simulated series in the formats that no scanner of a single slice writes. */
export { enhancedCt } from './enhanced-ct.ts';
export { type NiftiOptions, niftiOf } from './nifti-of.ts';
export { type Direction, filesOf, type Planes, planesOf } from './planes-of.ts';
