import { expect, test } from 'vitest';
import * as dataset from './index.ts';

test('the public names', () => {
  expect(Object.keys(dataset).sort()).toMatchInlineSnapshot(`
    [
      "REGION_STRIDE",
      "REGION_TYPES",
      "checkFold",
      "describeFolder",
      "epochOrder",
      "evaluationBatches",
      "groupedSplit",
      "holdOutShare",
      "loadPrepared",
      "openBatches",
      "openSource",
      "prepare",
      "slicesInEpoch",
      "splitRows",
      "writePrepared",
    ]
  `);
});
