import { HEMORRHAGE_TYPES, type Scores } from '@ichor/ct';
import { type Call, roundedScore, type Thresholds } from '@ichor/report';

/** The types whose score reaches their threshold; both rounded as the report gives them, so that it agrees with itself. */
export const callsOf = (scores: Scores, thresholds: Thresholds): Call[] =>
  HEMORRHAGE_TYPES.flatMap((type) => {
    const [score, threshold] = [roundedScore(scores[type]), roundedScore(thresholds[type].value)];
    return score >= threshold ? [{ type, score, threshold, thresholdFrom: thresholds[type].from }] : [];
  });
