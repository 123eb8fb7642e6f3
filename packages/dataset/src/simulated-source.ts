import { type PopulationOptions, simulatePlan, studyPlan } from '@ichor/phantom';
import type { SimulatedDescription, Source } from './source.ts';

/** Fine enough that averaging the head's box to 128 or 160 px leaves nothing of the raster. */
const RENDER = { rows: 192, columns: 192, fieldOfViewMm: 'fit' } as const;

/** A population of simulated heads: study i of a seed is always the same one. */
export async function openSimulated(description: SimulatedDescription): Promise<Source> {
  const { seed, studies, first = 0 } = description;
  const given = (description.population ?? {}) as PopulationOptions;
  const population: PopulationOptions = { ...given, render: { ...RENDER, ...given.render } };
  const keys = Array.from({ length: studies }, (_, i) => `sim-${seed}-${first + i}`);
  return {
    name: `simulated-${seed}`,
    studies: keys.map((key) => ({ key, patient: key })),
    notices: [],
    identity: async () => JSON.stringify({ kind: 'simulated', seed, studies, first, population }),
    load: async (index) => {
      const key = keys[index];
      if (key === undefined) throw new RangeError(`simulated study ${index} of ${studies}`);
      const { series, labels } = simulatePlan(studyPlan(seed, first + index, population));
      return { key, patient: key, series, labels, sliceIds: series.slices.map((_, i) => String(i)) };
    },
  };
}
