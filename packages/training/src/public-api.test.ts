import { expect, test } from 'vitest';
import * as training from './index.ts';

test('the public names', () => {
  expect(Object.keys(training).sort()).toMatchInlineSnapshot(`
    [
      "METRIC_CLASS_WEIGHTS",
      "VALIDATION_STUDIES",
      "checkRecipe",
      "chooseThresholds",
      "comparePredictions",
      "compareWithBaselines",
      "describedRun",
      "evaluateBundle",
      "exportBundle",
      "joinPredictions",
      "labelsOf",
      "loadCheckpoint",
      "loadWeights",
      "machineLowerings",
      "makeBundle",
      "openTrainStep",
      "predict",
      "predictWithBundle",
      "predictWithRun",
      "readPredictions",
      "splitData",
      "train",
      "trainFolds",
      "writePredictions",
    ]
  `);
});
