import { expect, test } from 'vitest';
import * as training from './index.ts';

test('the public names', () => {
  expect(Object.keys(training).sort()).toMatchInlineSnapshot(`
    [
      "ARCHITECTURES",
      "DEVICES",
      "METRIC_CLASS_WEIGHTS",
      "SHIPPED_BUNDLE",
      "VALIDATION_STUDIES",
      "checkProvider",
      "checkRecipe",
      "chooseThresholds",
      "comparePredictions",
      "compareWithBaselines",
      "describeMachine",
      "describedRun",
      "evaluateBundle",
      "exportBundle",
      "exportWeights",
      "fetchWeights",
      "importWeights",
      "joinPredictions",
      "labelsOf",
      "listRuns",
      "loadBundle",
      "loadCheckpoint",
      "loadWeights",
      "machineLowerings",
      "makeBundle",
      "openTrainStep",
      "predictWithBundle",
      "predictWithRun",
      "readPredictions",
      "refuseAbsentDevice",
      "runCurves",
      "splitData",
      "train",
      "trainFolds",
      "writePredictions",
    ]
  `);
});
