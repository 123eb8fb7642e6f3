import { Rng } from '@ichor/ct';
import { BLEED_TYPES, type BleedRequest, type BleedType } from './bleed-request.ts';
import { type RenderedSeries, type RenderOptions, renderSeries } from './render-series.ts';
import { type Patient, simulatePatient } from './simulate-patient.ts';

/** What one member of a simulated population is: enough to make it anywhere, at any time, alone. */
export interface StudyPlan {
  readonly seed: string;
  readonly age: number;
  readonly sex: 'F' | 'M';
  readonly bleeds: readonly BleedRequest[];
  readonly render: RenderOptions;
}

export interface PopulationOptions {
  /** Share of studies without blood; 0.35 by default. */
  readonly emptyShare?: number | undefined;
  /** Share of the others with two or three bleeds; 0.25 by default. */
  readonly combinationShare?: number | undefined;
  /** Volumes are log-uniform in this range; [0.5, 80] ml by default. */
  readonly volumeMl?: readonly [number, number] | undefined;
  /** Types to draw from, all equally likely; the five by default. */
  readonly types?: readonly BleedType[] | undefined;
  /** Share of patients under 18; 0.3 by default. */
  readonly childShare?: number | undefined;
  /** Fixes what is otherwise drawn for the scan. */
  readonly render?: RenderOptions | undefined;
}

/** What goes with a first bleed in a patient who has more than one. */
const COMPANIONS: Record<BleedType, readonly BleedType[]> = {
  epidural: ['subarachnoid', 'subdural', 'intraparenchymal'],
  intraparenchymal: ['intraventricular', 'subarachnoid', 'subdural'],
  intraventricular: ['intraparenchymal', 'subarachnoid'],
  subarachnoid: ['intraventricular', 'subdural', 'intraparenchymal'],
  subdural: ['subarachnoid', 'intraparenchymal', 'epidural'],
};

/** Draws member `index` of a population; the same seed and index, the same study. */
export function studyPlan(seed: string | number, index: number, options: PopulationOptions = {}): StudyPlan {
  const key = `${seed}/${index}`;
  const rng = Rng.of(key, 'plan');
  const age = rng.chance(options.childShare ?? 0.3) ? rng.logUniform(0.5, 18) : rng.uniform(18, 92);
  const bleeds: BleedRequest[] = [];
  if (!rng.chance(options.emptyShare ?? 0.35)) {
    const first = rng.pick(options.types ?? BLEED_TYPES);
    bleeds.push(request(first, rng, age, options));
    if (rng.chance(options.combinationShare ?? 0.25)) {
      const others = rng.shuffled(COMPANIONS[first]).slice(0, rng.chance(0.25) ? 2 : 1);
      for (const type of others) bleeds.push(request(type, rng, age, options));
    }
  }
  const thicknessMm = rng.chance(0.8) ? 5 : rng.pick([2.5, 3, 4]);
  return {
    seed: key,
    age,
    sex: rng.chance(0.5) ? 'F' : 'M',
    bleeds,
    render: { thicknessMm, tiltDegrees: rng.chance(0.5) ? rng.uniform(-4, 24) : 0, ...options.render },
  };
}

function request(type: BleedType, rng: Rng, age: number, options: PopulationOptions): BleedRequest {
  const [low, high] = options.volumeMl ?? [0.5, 80];
  // Heads of small children and their ventricles hold less; beyond 45 ml in the brain nobody is scanned for long.
  const most = high * (age < 3 ? 0.5 : 1) * (type === 'intraventricular' ? 0.6 : 1);
  const volumeMl = rng.logUniform(low, Math.max(low * 1.01, most));
  return { type, volumeMl, hu: drawHu(type, volumeMl, rng) };
}

/** Most clots lie nearer 60 than 80 HU; fluid thins them; a few large subdurals are old, and darker than the brain. */
function drawHu(type: BleedType, volumeMl: number, rng: Rng): number {
  if (type === 'subdural' && volumeMl > 12 && rng.chance(0.1)) return rng.uniform(14, 24);
  if (type === 'subarachnoid' || type === 'intraventricular')
    return rng.chance(0.5) ? rng.uniform(44, 58) : 50 + 22 * rng.uniform() ** 1.25;
  // Beside the skull a clot is seen against bone, and thin ones lose density to partial volume.
  if (type === 'subdural') return rng.uniform(54, 80);
  return rng.chance(0.93) ? 50 + 30 * rng.uniform() ** 1.25 : rng.uniform(43, 50);
}

/** A whole population, one study after the other. */
export function* simulatedSeries(
  seed: string | number,
  count: number,
  options: PopulationOptions = {},
): Generator<RenderedSeries & { patient: Patient; plan: StudyPlan }> {
  for (let index = 0; index < count; index++) {
    const plan = studyPlan(seed, index, options);
    yield { ...simulatePlan(plan), plan };
  }
}

/** Makes a planned study. A bleed that finds no room in its head is halved until it does. */
export function simulatePlan(plan: StudyPlan): RenderedSeries & { patient: Patient } {
  const patient = simulatePatient(plan.seed, { ...plan, shrinkToFit: true });
  return { ...renderSeries(patient, plan.render), patient };
}
