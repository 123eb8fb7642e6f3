import { expect, test } from 'vitest';
import * as scoring from './index.ts';

test('the public names', () => {
  expect(Object.keys(scoring).sort()).toMatchInlineSnapshot(`
    [
      "CHANNELS",
      "HIGHEST_SAMPLES",
      "NEIGHBOURS",
      "atOperatingPoint",
      "callsOf",
      "inputSpecification",
      "meanOfHighest",
      "networkInput",
      "networkPlanes",
      "networkSamples",
      "scoreSamples",
      "seenRange",
      "sliceScores",
      "standardAggregation",
      "studyScore",
      "thresholdsOf",
    ]
  `);
});
