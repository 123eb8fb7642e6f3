import { expect, test } from 'vitest';
import * as phantom from './index.ts';

test('the package exports these names', () => {
  expect(Object.keys(phantom).sort()).toMatchInlineSnapshot(`
    [
      "BLEED_PLACES",
      "BLEED_TYPES",
      "LABEL_AREA_MM2",
      "SIMULATOR",
      "renderSeries",
      "simulatePatient",
      "simulatePlan",
      "simulateStudy",
      "simulatedSeries",
      "studyPlan",
    ]
  `);
});
