import { isIchorError } from '@ichor/ct';
import { expect, test } from 'vitest';
import { provenanceOf, refuseSeenFold, seenFolds } from './provenance.ts';
import type { Origin, RunDescription } from './run-folder.ts';
import { tinyRecipe } from './testing.ts';

const FOLDS = { folds: 'physionet-five' } as const;

/** A run on simulated patients, or on PhysioNet's with a fold held out or none. */
function runOn(
  source: 'simulated' | 'physionet-ct-ich',
  { fold = null, startedFrom }: { fold?: number | null; startedFrom?: Origin } = {},
): RunDescription {
  const plan =
    source === 'simulated'
      ? tinyRecipe.data[0]!
      : { source: { kind: 'physionet-ct-ich' as const }, holdOut: FOLDS };
  return {
    schema: 'ichor.run/1',
    recipe: { ...tinyRecipe, data: [plan], init: startedFrom ? 'given' : 'random' },
    fold,
    limit: null,
    initialWeights: startedFrom ? 'before, SHA-256 0' : 'random, seed 3',
    ...(startedFrom ? { startedFrom } : {}),
    data: [
      {
        name: source === 'simulated' ? 'simulated-1' : source,
        fingerprint: 'f',
        trainSlices: 9,
        trainPatients: 3,
        heldOutSlices: 0,
        heldOutPatients: 0,
        slicesPerEpoch: 9,
      },
    ],
  };
}

const bundleOf = (run: RunDescription): Origin => ({
  schema: 'ichor.bundle/1',
  name: 'before',
  provenance: provenanceOf(run),
});
const codeOf = (origin: Origin | undefined, fold: number): string | undefined => {
  try {
    refuseSeenFold('weights', origin, fold);
  } catch (error) {
    if (isIchorError(error)) return error.code;
    throw error;
  }
  return undefined;
};

test('weights of simulated patients may start any fold, as a run or as a bundle', () => {
  const run = runOn('simulated');
  for (const fold of [0, 1, 2, 3, 4]) {
    expect(codeOf(run, fold)).toBeUndefined();
    expect(codeOf(bundleOf(run), fold)).toBeUndefined();
  }
});

test('weights that saw all of PhysioNet may start none, however far back that was', () => {
  const seen = runOn('physionet-ct-ich');
  const later = runOn('simulated', { startedFrom: runOn('simulated', { startedFrom: seen }) });
  const throughBundles = runOn('simulated', { startedFrom: bundleOf(later) });
  for (const origin of [seen, bundleOf(seen), later, throughBundles, bundleOf(throughBundles)])
    for (const fold of [0, 4]) expect(codeOf(origin, fold)).toBe('held-out-seen');
});

test('weights that held a fold out in every stage may start that fold alone', () => {
  const first = runOn('physionet-ct-ich', { fold: 2 });
  const second = runOn('physionet-ct-ich', { fold: 2, startedFrom: bundleOf(first) });
  for (const origin of [first, bundleOf(first), second, bundleOf(second)])
    expect([0, 1, 2, 3, 4].map((fold) => codeOf(origin, fold))).toEqual([
      'held-out-seen',
      'held-out-seen',
      undefined,
      'held-out-seen',
      'held-out-seen',
    ]);
  const mixed = runOn('physionet-ct-ich', { fold: 3, startedFrom: first });
  expect(codeOf(mixed, 2)).toBe('held-out-seen');
  expect(codeOf(mixed, 3)).toBe('held-out-seen');
});

test('a fold given to a run whose recipe holds none out is no excuse', () => {
  const run = runOn('physionet-ct-ich', { fold: 2 });
  const recipe = { ...run.recipe, data: [{ source: { kind: 'physionet-ct-ich' as const } }] };
  expect(codeOf({ ...run, recipe }, 2)).toBe('held-out-seen');
});

test('weights of which nothing is known, or whose chain breaks off before a random start, may start no fold', () => {
  expect(codeOf(undefined, 0)).toBe('provenance-unknown');
  const { startedFrom: _, ...broken } = runOn('simulated', { startedFrom: runOn('simulated') });
  for (const origin of [broken, bundleOf(broken), runOn('simulated', { startedFrom: broken })])
    expect(codeOf(origin, 0)).toBe('provenance-unknown');
});

test('provenance names each stage once, the newest first, through a bundle too', () => {
  const first = runOn('physionet-ct-ich', { fold: 1 });
  const { recipe, sources, initialWeights } = provenanceOf(
    runOn('simulated', { startedFrom: bundleOf(first) }),
  );
  expect((recipe as unknown[]).length).toBe(2);
  expect(sources.map(({ name, heldOutFold }) => [name, heldOutFold])).toEqual([
    ['simulated-1', undefined],
    ['physionet-ct-ich', 1],
  ]);
  expect(initialWeights).toBe('before, SHA-256 0; which started from random, seed 3');
});

test('a bundle from before held-out folds were kept has seen all of them', () => {
  const { sources, ...rest } = provenanceOf(runOn('physionet-ct-ich', { fold: 2 }));
  const older = { ...rest, sources: sources.map(({ heldOutFold: _, ...source }) => source) };
  expect(seenFolds(older)).toEqual({ folds: new Set([0, 1, 2, 3, 4]), known: true });
});
