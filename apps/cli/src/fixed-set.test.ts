import { buildSeries, readInstance } from '@ichor/dicom';
import { readStudies } from '@ichor/inference';
import { type BleedType, simulatePatient, simulateStudy } from '@ichor/phantom';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openBundleFolder, SHIPPED_BUNDLE } from './open-bundle-folder.ts';

let opened: Awaited<ReturnType<typeof openBundleFolder>>;
beforeAll(async () => {
  const shipped = await openBundleFolder(SHIPPED_BUNDLE);
  // Simulated patients are read at the thresholds that simulated patients gave.
  opened = { ...shipped, bundle: { ...shipped.bundle, thresholds: shipped.bundle.simulatedThresholds } };
});
afterAll(() => opened.dispose());

/** What is called in one simulated study, read from its DICOM files. */
async function callsIn(seed: string, bleed?: { type: BleedType; volumeMl: number }): Promise<string[]> {
  const patient = simulatePatient(seed, { bleeds: bleed ? [bleed] : [], age: 50 });
  const { files } = simulateStudy(patient, { rows: 256, columns: 256 });
  const slices = await Promise.all(files.map(({ name, bytes }) => readInstance(bytes, name)));
  const report = await readStudies(opened, buildSeries(slices), { unreadableFiles: 0, heatmaps: false });
  return report.studies[0]!.calls.map(({ type }) => type);
}

test('of five large bleeds, one of each type, at least four are called by their type', async () => {
  const types = ['epidural', 'intraparenchymal', 'intraventricular', 'subarachnoid', 'subdural'] as const;
  let called = 0;
  for (const type of types) {
    if ((await callsIn(`fixed set ${type}`, { type, volumeMl: 30 })).includes(type)) called++;
  }
  expect(called).toBeGreaterThanOrEqual(4);
}, 120_000);
