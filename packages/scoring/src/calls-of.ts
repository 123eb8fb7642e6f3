import { HEMORRHAGE_TYPES, type Scores } from '@ichor/ct';
import { type Bundle, type Call, roundedScore } from '@ichor/report';
import { thresholdsOf } from './operating-point.ts';

/**
 * The types whose score reaches their threshold, at the bundle's first operating point: equality is a call. Both are rounded as the
 * report gives them, so that it agrees with itself.
 */
export function callsOf(scores: Scores, bundle: Pick<Bundle, 'operatingPoints'>): Call[] {
  const thresholds = thresholdsOf(bundle);
  return HEMORRHAGE_TYPES.flatMap((type) => {
    const [score, threshold] = [roundedScore(scores[type]), roundedScore(thresholds[type].value)];
    return score >= threshold ? [{ type, score, threshold, thresholdFrom: thresholds[type].from }] : [];
  });
}
