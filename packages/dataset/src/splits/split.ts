import { createHash } from 'node:crypto';
import { IchorError } from '@ichor/notices';

/** Patients, divided into folds once and for all: a fold is a number from 0 to folds - 1. */
export interface Split {
  /** Recipes call it so. */
  readonly name: string;
  /** What it was drawn with. */
  readonly seed: string | number;
  readonly folds: number;
  /** SHA-256 of the folds' number and of each patient's fold: two splits with it are the same. */
  readonly sha256: string;
  /** @returns undefined for a patient that it doesn't know */
  foldOf(patient: string): number | undefined;
}

/** What is said of a split in runs and bundles, and which of its folds were held out. */
export interface SplitUse {
  readonly name: string;
  readonly sha256: string;
  readonly folds: number;
  readonly heldOut: readonly number[];
}

/**
 * A split that is given as it was drawn.
 *
 * @param folds by patient
 * @throws RangeError where a fold is not a number of it, or has nobody.
 */
export function splitOf(
  { name, seed, folds }: Pick<Split, 'name' | 'seed' | 'folds'>,
  foldOf: ReadonlyMap<string, number>,
): Split {
  const used = new Set(foldOf.values());
  for (const fold of used)
    if (!(Number.isInteger(fold) && fold >= 0 && fold < folds))
      throw new RangeError(`split ${name}: ${fold} is none of ${folds} folds`);
  if (used.size !== folds) throw new RangeError(`split ${name}: ${folds - used.size} folds have nobody`);
  const patients = [...foldOf].sort(([a], [b]) => (a < b ? -1 : 1));
  const sha256 = createHash('sha256').update(JSON.stringify({ folds, patients })).digest('hex');
  return { name, seed, folds, sha256, foldOf: (patient) => foldOf.get(patient) };
}

/**
 * Makes sure that a number is a fold of the split.
 *
 * @throws IchorError `fold-unknown`.
 */
export function checkFold({ name, folds }: Pick<Split, 'name' | 'folds'>, fold: number): void {
  if (Number.isInteger(fold) && fold >= 0 && fold < folds) return;
  throw new IchorError({
    code: 'fold-unknown',
    subject: `fold ${fold}`,
    problem: `is none of the ${folds} of split ${name}`,
    remedy: `Give a number from 0 to ${folds - 1}.`,
  });
}
