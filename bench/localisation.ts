/**
 * Do heatmaps point at the blood? The share of peaks that lie in the true mask grown by 10 mm, on the key slices of
 * simulated studies whose type was called, beside a random point in the head and the brightest patch at 50 to 90 HU.
 * A key slice without blood of the type is a miss for all three. Only where the peak beats the brightest patch, with an
 * interval by study that leaves out 0, may heatmaps be labelled "location".
 */
import { Rng } from '@ichor/ct';
import { type LocalisationCase, localisationRates } from '@ichor/evaluation';
import { bootstrapInterval } from '@ichor/metrics';
import { BLEED_TYPES, renderSeries, simulatePatient } from '@ichor/phantom';
import { readAskedSeries } from '@ichor/studies';
import { type Check, runAlone } from './check.ts';
import { openShippedBundle } from './shipped-bundle.ts';

const STUDIES_A_TYPE = 8;

/** One heatmap on a key slice: which of the three points hit. */
interface Hits {
  readonly study: string;
  readonly peak: number;
  readonly random: number;
  readonly brightest: number;
}

export async function run(): Promise<Check[]> {
  const opened = await openShippedBundle();
  const checks: Check[] = [];
  const all: Hits[] = [];
  try {
    for (const type of BLEED_TYPES) {
      const own: Hits[] = [];
      for (let i = 0; i < STUDIES_A_TYPE; i++) {
        const study = `localisation ${type} ${i}`;
        const volumeMl = Rng.of(study).logUniform(2, 60);
        const patient = simulatePatient(study, { bleeds: [{ type, volumeMl }], shrinkToFit: true });
        const { series, masks } = renderSeries(patient, { rows: 256, columns: 256 });
        const { heatmaps } = await readAskedSeries(opened, series);
        for (const heatmap of heatmaps.filter((one) => one.type === type)) {
          const at = series.slices.findIndex(
            ({ sopInstanceUid }) => sopInstanceUid === heatmap.sopInstanceUid,
          );
          own.push({ study, ...hitsOf({ slice: series.slices[at]!, heatmap, mask: masks[at]![type] }) });
        }
      }
      all.push(...own);
      checks.push({
        name: `${type}: points in the mask grown by 10 mm`,
        passed: true,
        figures: describe(own),
      });
    }
  } finally {
    await opened.dispose();
  }
  const gain = bootstrapInterval(
    (rows) => rows.reduce((sum, row) => sum + all[row]!.peak - all[row]!.brightest, 0) / rows.length,
    { patients: all.map(({ study }) => study), positive: all.map(() => 1) },
    { random: Rng.of(1, 'localisation') },
  );
  const { heatmapLabel } = opened.bundle;
  checks.push({
    name: `heatmaps are labelled "${heatmapLabel}", as they deserve`,
    passed: heatmapLabel === (gain.low > 0 ? 'location' : 'approximate region'),
    figures: `${describe(all)}; peak over brightest patch ${gain.value.toFixed(2)} [${gain.low.toFixed(2)}, ${gain.high.toFixed(2)}]`,
  });
  return checks;
}

function hitsOf({
  mask,
  ...rest
}: Omit<LocalisationCase, 'mask'> & { mask: Uint8Array | undefined }): Omit<Hits, 'study'> {
  return mask ? localisationRates([{ ...rest, mask }]) : { peak: 0, random: 0, brightest: 0 };
}

function describe(hits: readonly Hits[]): string {
  if (hits.length === 0) return 'never called';
  const share = (of: 'peak' | 'random' | 'brightest') =>
    (hits.reduce((sum, hit) => sum + hit[of], 0) / hits.length).toFixed(2);
  return `peak ${share('peak')}, random point ${share('random')}, brightest patch ${share('brightest')} (${hits.length} key slices)`;
}

await runAlone(import.meta.url, run);
