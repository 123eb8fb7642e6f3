import { HEMORRHAGE_TYPES } from '@ichor/ct';
import { type BleedType, type PopulationOptions, simulatePlan, studyPlan } from '@ichor/phantom';
import type { Source, SourceKind } from './source.ts';

/** Studies drawn by seed through @ichor/phantom; no files. */
export interface SimulatedDescription {
  readonly kind: 'simulated';
  readonly seed: string | number;
  readonly studies: number;
  /** The first of them, 0 by default. */
  readonly first?: number;
  /** @ichor/phantom's PopulationOptions as plain values. Slices are 192 x 192 round the head unless `render` says otherwise. */
  readonly population?: Readonly<Record<string, unknown>>;
}

export const SIMULATED_BY_ICHOR = 'Simulated by Ichor';

/** Fine enough that averaging the head's box to 128 or 160 px leaves nothing of the raster. */
const RENDER = { rows: 192, columns: 192, fieldOfViewMm: 'fit' } as const;

/** A population of simulated heads: study i of a seed is always the same one. */
async function openSimulated(description: SimulatedDescription): Promise<Source> {
  const { seed, studies, first = 0 } = description;
  const given = (description.population ?? {}) as PopulationOptions;
  const population: PopulationOptions = { ...given, render: { ...RENDER, ...given.render } };
  const keys = Array.from({ length: studies }, (_, i) => `sim-${seed}-${first + i}`);
  return {
    description,
    name: `simulated-${seed}`,
    attribution: SIMULATED_BY_ICHOR,
    publicNames: false,
    studies: keys.map((key) => ({ key, patient: key })),
    splits: {},
    notices: [],
    contents: JSON.stringify({ kind: 'simulated', seed, studies, first, population }),
    load: async (index) => {
      const key = keys[index];
      if (key === undefined) throw new RangeError(`simulated study ${index} of ${studies}`);
      const { series, labels, masks } = simulatePlan(studyPlan(seed, first + index, population));
      return {
        key,
        patient: key,
        series,
        labels,
        sliceIds: series.slices.map((_, i) => String(i)),
        masks: masks.map(joinedMask),
      };
    },
  };
}

export const simulated: SourceKind<SimulatedDescription> = { title: 'simulated heads', open: openSimulated };

/** One mask a type -> one mask of bits; undefined where there is no blood. */
function joinedMask(masks: Partial<Record<BleedType, Uint8Array>>): Uint8Array | undefined {
  let joined: Uint8Array | undefined;
  for (const [bit, type] of HEMORRHAGE_TYPES.entries()) {
    const mask = type === 'any' ? undefined : masks[type];
    if (mask === undefined) continue;
    joined ??= new Uint8Array(mask.length);
    for (let i = 0; i < mask.length; i++) joined[i]! |= mask[i]! << bit;
  }
  return joined;
}
