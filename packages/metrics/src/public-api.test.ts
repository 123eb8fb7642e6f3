import { expect, test } from 'vitest';
import * as metrics from './index.ts';

test('the public names', () => {
  expect(Object.keys(metrics).sort()).toMatchInlineSnapshot(`
    [
      "LOG_LOSS_WEIGHTS",
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
      "weightedLogLoss",
      "wilsonInterval",
    ]
  `);
});
