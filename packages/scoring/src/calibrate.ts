import { HEMORRHAGE_TYPES } from '@ichor/ct';
import type { Calibration } from '@ichor/report';
import { sigmoid } from './sigmoid.ts';

/**
 * Scores [N, types] -> calibrated scores [N, types]: sigmoid(slope * logit + intercept), where the logit is that of the score, and so of
 * the mean of both passes where a bundle mirrors. 0 and 1 stay, and the order of scores too.
 */
export function calibrate(scores: Float64Array, { perType }: Calibration): Float64Array {
  const ofTypes = HEMORRHAGE_TYPES.map((type) => perType[type]);
  return scores.map((score, i) => {
    const { slope, intercept } = ofTypes[i % ofTypes.length]!;
    return sigmoid(slope * Math.log(score / (1 - score)) + intercept);
  });
}
