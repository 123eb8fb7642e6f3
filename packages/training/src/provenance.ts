import { createHash } from 'node:crypto';
import type { SplitUse } from '@ichor/dataset';
import { IchorError } from '@ichor/notices';
import { BUNDLE_SCHEMA, type Bundle } from '@ichor/report';
import type { Recipe } from './recipe.ts';
import type { Origin, RunDescription } from './run-folder.ts';
import type { HeldOut } from './split-data.ts';

export type Provenance = Bundle['provenance'];
type Source = Provenance['sources'][number];

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

const sourcesOf = ({ data }: RunDescription): Source[] =>
  data.map(({ name, trainPatients, trainSlices, attribution, publicNames, split }) => ({
    name,
    patients: trainPatients,
    slices: trainSlices,
    attribution,
    publicNames,
    ...(split ? { split } : {}),
  }));

/** A bundle's recipes, the newest first. */
const stages = (recipe: unknown): readonly Partial<Recipe>[] =>
  Array.isArray(recipe) ? recipe : recipe ? [recipe] : [];

/** What weights were trained on of a source's split; without `known`, perhaps on more of it. */
export interface SeenFolds {
  /** Those whose patients were trained on at some stage. */
  readonly folds: ReadonlySet<number>;
  /** Whether the provenance goes back to a random start: before that there is nothing to be seen. */
  readonly known: boolean;
}

/**
 * Which folds of a split weights were trained on. A stage that divided the source by another split, or by none, saw all.
 *
 * @param source its name
 */
export function seenFolds(
  { recipe, sources }: Provenance,
  source: string,
  { sha256, folds }: Pick<SplitUse, 'sha256' | 'folds'>,
): SeenFolds {
  const stagesOnIt = sources.filter(({ name }) => name === source);
  const isHeldOut =
    (fold: number) =>
    ({ split }: Source) =>
      split?.sha256 === sha256 && split.heldOut.includes(fold);
  const all = Array.from({ length: folds }, (_, fold) => fold);
  return {
    folds: new Set(all.filter((fold) => !stagesOnIt.every(isHeldOut(fold)))),
    known: isKnown({ recipe }),
  };
}

/** Whether a provenance goes back to a random start. */
export const isKnown = ({ recipe }: Pick<Provenance, 'recipe'>): boolean =>
  stages(recipe).at(-1)?.init === 'random';

/**
 * Refuses to score folds with a network whose initial weights know their patients: such scores are not out of fold.
 *
 * @param subject the weights, in words
 * @param origin the run or bundle that they come from
 * @throws IchorError `held-out-seen`; `provenance-unknown` where nothing says that they don't.
 */
export function refuseSeenFolds(
  subject: string,
  origin: Origin | undefined,
  heldOut: readonly HeldOut[],
): void {
  const provenance = origin?.schema === BUNDLE_SCHEMA ? origin.provenance : origin && provenanceOf(origin);
  for (const { name, split } of heldOut)
    for (const fold of split.heldOut) {
      const seen = provenance && seenFolds(provenance, name, split);
      if (seen?.folds.has(fold))
        throw new IchorError({
          code: 'held-out-seen',
          subject,
          problem: `were trained on patients of fold ${fold}, which is held out: its scores would be those of patients the network knows`,
        });
      if (!seen?.known)
        throw new IchorError({
          code: 'provenance-unknown',
          subject,
          problem: `may have been trained on patients of fold ${fold}, which is held out: no recipe.json or bundle.json tells what they were trained on, back to a random start`,
        });
    }
}
