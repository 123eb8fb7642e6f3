/**
 * What figures are made with: known truth held beside what a network says. Nothing that reads a study needs it.
 *
 * @example const { peak, random } = localisationRates(cases); // shares of cases within 10 mm of the bleed
 */
export { callsInSimulated } from './calls-in-simulated.ts';
export {
  brightestPatch,
  heatmapPeak,
  type LocalisationCase,
  type LocalisationRates,
  localisationRates,
  type PixelPoint,
  randomHeadPoint,
  withinGrownMask,
} from './localisation.ts';
