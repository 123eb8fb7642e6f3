import { expect, test } from 'vitest';
import * as metrics from './index.ts';

test('the public names', () => {
  expect(Object.keys(metrics).sort()).toMatchInlineSnapshot(`
    [
      "bootstrapDifference",
      "bootstrapInterval",
      "dice",
      "drawPatients",
      "exactInterval",
      "fitLogisticRegression",
      "logisticScores",
      "quantile",
      "rocAuc",
      "slicePositionBaseline",
      "thresholdAtSensitivity",
      "topMean",
      "weightedLogLoss",
      "wilsonInterval",
    ]
  `);
});
