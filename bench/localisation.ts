/**
 * Do heatmaps point at the blood? The share of peaks that lie in the true mask grown by 10 mm, on the key slices of
 * simulated studies whose type was called, beside a random point in the head and the brightest patch at 50 to 90 HU.
 */

import { Rng } from '@ichor/ct';
import { type LocalisationCase, localisationRates, readSeries } from '@ichor/inference';
import { BLEED_TYPES, renderSeries, simulatePatient } from '@ichor/phantom';
import { type Check, runAlone } from './check.ts';
import { openShippedBundle } from './shipped-bundle.ts';

const STUDIES_A_TYPE = 8;

export async function run(): Promise<Check[]> {
  const opened = await openShippedBundle();
  const checks: Check[] = [];
  const all: LocalisationCase[] = [];
  try {
    for (const type of BLEED_TYPES) {
      const cases: LocalisationCase[] = [];
      for (let i = 0; i < STUDIES_A_TYPE; i++) {
        const seed = `localisation ${type} ${i}`;
        const volumeMl = Rng.of(seed).logUniform(2, 60);
        const patient = simulatePatient(seed, { bleeds: [{ type, volumeMl }] });
        const { series, masks } = renderSeries(patient, { rows: 256, columns: 256 });
        const { heatmaps } = await readSeries(opened, series);
        for (const heatmap of heatmaps) {
          const at = series.slices.findIndex(
            ({ sopInstanceUid }) => sopInstanceUid === heatmap.sopInstanceUid,
          );
          const mask = masks[at]![type];
          if (heatmap.type === type && mask) cases.push({ slice: series.slices[at]!, heatmap, mask });
        }
      }
      all.push(...cases);
      if (cases.length > 0)
        checks.push({
          name: `heatmap peaks in the ${type} mask grown by 10 mm`,
          passed: true,
          figures: describe(cases),
        });
    }
  } finally {
    await opened.dispose();
  }
  const rates = localisationRates(all);
  const beaten = rates.peak > rates.brightest;
  const { heatmapLabel } = opened.bundle;
  checks.push({
    name: `heatmaps are labelled "${heatmapLabel}", as they deserve`,
    passed: heatmapLabel === (beaten ? 'location' : 'approximate region'),
    figures: describe(all),
  });
  return checks;
}

function describe(cases: readonly LocalisationCase[]): string {
  const { peak, random, brightest } = localisationRates(cases);
  return `peak ${peak.toFixed(2)}, random point ${random.toFixed(2)}, brightest patch ${brightest.toFixed(2)} (${cases.length} key slices)`;
}

await runAlone(import.meta.url, run);
