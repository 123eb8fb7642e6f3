/**
 * One meaning of a score: from a series to what a network is shown, and from what it says to scores and calls. Nothing else
 * computes a score, an aggregate or a call. It knows no runtime: the network is passed in as a function.
 *
 * @example
 * const sampleScores = await scoreSamples(network, [networkInput(networkPlanes(series, bundle.input), bundle.input)], bundle);
 * const calls = callsOf(studyScore(sampleScores, bundle.aggregation), bundle);
 */
export type { Channels, InputSpecification } from '@ichor/report';
export { callsOf } from './calls-of.ts';
export {
  CHANNELS,
  HIGHEST_SAMPLES,
  inputSpecification,
  NEIGHBOURS,
  seenRange,
  standardAggregation,
} from './input-specification.ts';
export { meanOfHighest } from './mean-of-highest.ts';
export { type NetworkPlanes, networkInput, networkPlanes } from './network-input.ts';
export { type NetworkSamples, networkSamples } from './network-samples.ts';
export { atOperatingPoint, thresholdsOf } from './operating-point.ts';
export { type Network, type ScoreOptions, type ScoreRule, scoreSamples } from './score-samples.ts';
export { sliceScores } from './slice-scores.ts';
export { studyScore } from './study-score.ts';
