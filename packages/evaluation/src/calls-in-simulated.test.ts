import { type OpenBundle, openBundle } from '@ichor/inference';
import { BLEED_TYPES, simulatePatient } from '@ichor/phantom';
import { SIMULATED } from '@ichor/report';
import { atOperatingPoint } from '@ichor/scoring';
import { loadBundle, SHIPPED_BUNDLE } from '@ichor/training/load-bundle';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { callsInSimulated } from './calls-in-simulated.ts';

let opened: OpenBundle;
beforeAll(async () => {
  const shipped = await openBundle(await loadBundle(SHIPPED_BUNDLE));
  // Simulated patients are read at the thresholds that simulated patients gave.
  opened = { ...shipped, bundle: atOperatingPoint(shipped.bundle, SIMULATED) };
});
afterAll(() => opened.dispose());

test('of five large bleeds, one of each type, at least four are called by their type', async () => {
  let called = 0;
  for (const type of BLEED_TYPES) {
    const patient = simulatePatient(`fixed set ${type}`, { bleeds: [{ type, volumeMl: 30 }], age: 50 });
    if ((await callsInSimulated(opened, patient, { rows: 256, columns: 256 })).includes(type)) called++;
  }
  expect(called).toBeGreaterThanOrEqual(4);
}, 600_000);
