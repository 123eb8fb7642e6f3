import { expect, test } from 'vitest';
import * as dataset from './index.ts';

test('the public names', () => {
  expect(Object.keys(dataset).sort()).toMatchInlineSnapshot(`
    [
      "REGION_STRIDE",
      "REGION_TYPES",
      "auditSplit",
      "epochOrder",
      "evaluationBatches",
      "loadPrepared",
      "openBatches",
      "openSource",
      "physionetFold",
      "physionetGroups",
      "physionetUse",
      "prepare",
      "slicesInEpoch",
    ]
  `);
});
