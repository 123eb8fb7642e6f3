import { createHash } from 'node:crypto';
import { IchorError } from '@ichor/ct';
import { BUNDLE_SCHEMA, type Bundle, PHYSIONET_ATTRIBUTION } from '@ichor/report';
import type { Recipe } from './recipe.ts';
import type { Origin, RunDescription } from './run-folder.ts';

export type Provenance = Bundle['provenance'];
type Source = Provenance['sources'][number];

export const PHYSIONET = 'physionet-ct-ich';
const FOLDS = [0, 1, 2, 3, 4];
/** Whose data it is, for the sources that carry a condition. */
const ATTRIBUTIONS: ReadonlyMap<string, string> = new Map([[PHYSIONET, PHYSIONET_ATTRIBUTION]]);

/** Everything that weights were trained on, back through the runs, and the bundle, that they started from. */
export function provenanceOf(run: RunDescription): Provenance {
  const runs: RunDescription[] = [];
  let at: Origin | undefined = run;
  while (at && at.schema !== BUNDLE_SCHEMA) {
    runs.push(at);
    at = at.startedFrom;
  }
  const bundle = at?.provenance;
  const fingerprints: unknown[] = runs.map(({ data }) => data.map(({ fingerprint }) => fingerprint));
  if (bundle) fingerprints.push(bundle.fingerprint);
  return {
    recipe: [...runs.map(({ recipe }) => recipe), ...stages(bundle?.recipe)],
    fingerprint: createHash('sha256').update(JSON.stringify(fingerprints)).digest('hex'),
    seed: run.recipe.seed,
    sources: [...runs.flatMap(sourcesOf), ...(bundle?.sources ?? [])],
    initialWeights: [
      ...runs.map(({ initialWeights }) => initialWeights),
      ...(bundle ? [bundle.initialWeights] : []),
    ].join('; which started from '),
  };
}

/** In a run's recipe.json, data stands in the order of its recipe's. */
function sourcesOf({ recipe, fold, data }: RunDescription): Source[] {
  return data.map(({ name, trainPatients, trainSlices }, i) => {
    const { holdOut } = recipe.data[i] ?? {};
    return {
      name,
      patients: trainPatients,
      slices: trainSlices,
      ...(fold !== null && holdOut && 'folds' in holdOut ? { heldOutFold: fold } : {}),
      attribution: ATTRIBUTIONS.get(name) ?? 'Simulated by Ichor',
    };
  });
}

/** A bundle's recipes, the newest first. */
const stages = (recipe: unknown): readonly Partial<Recipe>[] =>
  Array.isArray(recipe) ? recipe : recipe ? [recipe] : [];

/** Which of PhysioNet's five folds weights were trained on; without `known`, perhaps on more of them. */
export interface SeenFolds {
  readonly folds: ReadonlySet<number>;
  /** Whether the provenance goes back to a random start: before that there is nothing to be seen. */
  readonly known: boolean;
}

export function seenFolds({ recipe, sources }: Provenance): SeenFolds {
  const ofPhysionet = sources.filter(({ name }) => name === PHYSIONET);
  return {
    folds: new Set(FOLDS.filter((fold) => ofPhysionet.some(({ heldOutFold }) => heldOutFold !== fold))),
    known: stages(recipe).at(-1)?.init === 'random',
  };
}

/**
 * Refuses to score a fold with a network whose initial weights know its patients: such scores are not out of fold.
 *
 * @param subject the weights, in words
 * @param origin the run or bundle that they come from
 * @throws IchorError `held-out-seen`; `provenance-unknown` where nothing says that they don't.
 */
export function refuseSeenFold(subject: string, origin: Origin | undefined, fold: number): void {
  const { folds, known } = origin
    ? seenFolds(origin.schema === BUNDLE_SCHEMA ? origin.provenance : provenanceOf(origin))
    : { folds: new Set(), known: false };
  if (folds.has(fold))
    throw new IchorError({
      code: 'held-out-seen',
      subject,
      problem: `were trained on patients of fold ${fold}, which is held out: its scores would be those of patients the network knows`,
      remedy:
        'Start from weights that never saw them: of simulated patients alone, or of runs that held out the same fold.',
    });
  if (!known)
    throw new IchorError({
      code: 'provenance-unknown',
      subject,
      problem: `may have been trained on patients of fold ${fold}, which is held out: no recipe.json or bundle.json tells what they were trained on, back to a random start`,
      remedy:
        'Start from the folder of a run or bundle that tells; train one again where none does. Without --fold these will do.',
    });
}
