import { isIchorError } from '@ichor/notices';
import { BUNDLE_SCHEMA } from '@ichor/report';
import { expect, test } from 'vitest';
import { provenanceOf, refuseSeenFolds, seenFolds } from './provenance.ts';
import type { Origin, RunDescription } from './run-folder.ts';
import { RUN_SCHEMA } from './run-schemas.ts';
import { tinyRecipe } from './testing/tiny-recipe.ts';

const PUBLIC = 'physionet-ct-ich';
/** How often a test asks about a fold of a source: its patients, divided into five. */
const FIVE = { name: 'five', folds: 5, sha256: '5'.repeat(64) };

/** A run on simulated patients, or on those of a source with public names, with a fold of it held out or none. */
function runOn(
  source: 'simulated' | typeof PUBLIC,
  {
    fold = null,
    startedFrom,
    split = FIVE,
  }: { fold?: number | null; startedFrom?: Origin; split?: typeof FIVE | null } = {},
): RunDescription {
  const isPublic = source === PUBLIC;
  const heldOut = fold === null ? [] : [fold];
  return {
    schema: RUN_SCHEMA,
    recipe: { ...tinyRecipe, init: startedFrom ? 'given' : 'random' },
    fold,
    limit: null,
    initialWeights: startedFrom ? 'before, SHA-256 0' : 'random, seed 3',
    ...(startedFrom ? { startedFrom } : {}),
    data: [
      {
        name: isPublic ? source : 'simulated-1',
        attribution: isPublic ? 'Whoever drew them' : 'Simulated by Ichor',
        publicNames: isPublic,
        fingerprint: 'f',
        trainSlices: 9,
        trainPatients: 3,
        heldOutSlices: 0,
        heldOutPatients: 0,
        slicesPerEpoch: 9,
        ...(isPublic && split ? { split: { ...split, heldOut } } : {}),
      },
    ],
  };
}

const bundleOf = (run: RunDescription): Origin => ({
  schema: BUNDLE_SCHEMA,
  name: 'before',
  provenance: provenanceOf(run),
});
const codeOf = (origin: Origin | undefined, fold: number): string | undefined => {
  try {
    refuseSeenFolds('weights', origin, [{ name: PUBLIC, split: { ...FIVE, heldOut: [fold] } }]);
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

test('weights that saw all of a source may start none, however far back that was', () => {
  const seen = runOn(PUBLIC);
  const later = runOn('simulated', { startedFrom: runOn('simulated', { startedFrom: seen }) });
  const throughBundles = runOn('simulated', { startedFrom: bundleOf(later) });
  for (const origin of [seen, bundleOf(seen), later, throughBundles, bundleOf(throughBundles)])
    for (const fold of [0, 4]) expect(codeOf(origin, fold)).toBe('held-out-seen');
});

test('weights that held a fold out in every stage may start that fold alone', () => {
  const first = runOn(PUBLIC, { fold: 2 });
  const second = runOn(PUBLIC, { fold: 2, startedFrom: bundleOf(first) });
  for (const origin of [first, bundleOf(first), second, bundleOf(second)])
    expect([0, 1, 2, 3, 4].map((fold) => codeOf(origin, fold))).toEqual([
      'held-out-seen',
      'held-out-seen',
      undefined,
      'held-out-seen',
      'held-out-seen',
    ]);
  const mixed = runOn(PUBLIC, { fold: 3, startedFrom: first });
  expect(codeOf(mixed, 2)).toBe('held-out-seen');
  expect(codeOf(mixed, 3)).toBe('held-out-seen');
});

test('folds of another split, or a fold of a run whose recipe names none, are no excuse', () => {
  expect(codeOf(runOn(PUBLIC, { fold: 2, split: null }), 2)).toBe('held-out-seen');
  expect(codeOf(runOn(PUBLIC, { fold: 2, split: { ...FIVE, sha256: '6'.repeat(64) } }), 2)).toBe(
    'held-out-seen',
  );
  // What a split is called tells nothing.
  expect(codeOf(runOn(PUBLIC, { fold: 2, split: { ...FIVE, name: 'other' } }), 2)).toBeUndefined();
});

test('weights of which nothing is known, or whose chain breaks off before a random start, may start no fold', () => {
  expect(codeOf(undefined, 0)).toBe('provenance-unknown');
  const { startedFrom: _, ...broken } = runOn('simulated', { startedFrom: runOn('simulated') });
  for (const origin of [broken, bundleOf(broken), runOn('simulated', { startedFrom: broken })])
    expect(codeOf(origin, 0)).toBe('provenance-unknown');
});

test('provenance names each stage once, the newest first, through a bundle too', () => {
  const first = runOn(PUBLIC, { fold: 1 });
  const { recipe, sources, initialWeights } = provenanceOf(
    runOn('simulated', { startedFrom: bundleOf(first) }),
  );
  expect((recipe as unknown[]).length).toBe(2);
  expect(sources.map(({ name, publicNames, split }) => [name, publicNames, split?.heldOut])).toEqual([
    ['simulated-1', false, undefined],
    [PUBLIC, true, [1]],
  ]);
  expect(initialWeights).toBe('before, SHA-256 0; which started from random, seed 3');
});

test('a bundle that says of no split what was held out has seen all of it', () => {
  const { sources, ...rest } = provenanceOf(runOn(PUBLIC, { fold: 2 }));
  const older = { ...rest, sources: sources.map(({ split: _, ...source }) => source) };
  expect(seenFolds(older, PUBLIC, FIVE)).toEqual({ folds: new Set([0, 1, 2, 3, 4]), known: true });
});
