/**
 * One simulated head seen by six scanners: 0.6, 2.5 and 5 mm slices at 180 and 260 mm field of view. How far do its
 * scores lie apart? The aim is 0.05.
 */
import { HEMORRHAGE_TYPES } from '@ichor/ct';
import { scoreSeries } from '@ichor/inference';
import { renderSeries, simulatePatient } from '@ichor/phantom';
import { type Check, runAlone } from './check.ts';
import { openShippedBundle } from './shipped-bundle.ts';

const AIM = 0.05;

export async function run(): Promise<Check[]> {
  const opened = await openShippedBundle();
  const checks: Check[] = [];
  try {
    for (const type of ['intraparenchymal', 'subdural', undefined] as const) {
      const patient = simulatePatient(`input spread ${type}`, {
        bleeds: type ? [{ type, volumeMl: 15 }] : [],
      });
      const scores: number[][] = [];
      for (const thicknessMm of [0.6, 2.5, 5]) {
        for (const fieldOfViewMm of [180, 260]) {
          const { series } = renderSeries(patient, { thicknessMm, fieldOfViewMm });
          const { scores: named } = await scoreSeries(opened, series);
          scores.push(HEMORRHAGE_TYPES.map((name) => named[name]));
        }
      }
      const spread = HEMORRHAGE_TYPES.map((_, i) => {
        const values = scores.map((row) => row[i]!);
        return Math.max(...values) - Math.min(...values);
      });
      checks.push({
        name: `spread of the scores of one head, ${type ? `${type} 15 ml` : 'without blood'}`,
        passed: Math.max(...spread) < AIM,
        figures: `${HEMORRHAGE_TYPES.map((name, i) => `${name} ${spread[i]!.toFixed(3)}`).join(', ')} (aim under ${AIM})`,
      });
    }
  } finally {
    await opened.dispose();
  }
  return checks;
}

await runAlone(import.meta.url, run);
