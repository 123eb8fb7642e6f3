import { Rng } from '@ichor/ct';
import { IchorError } from '@ichor/notices';
import { type Split, splitOf } from './split.ts';

export interface GroupedSplitOptions {
  readonly name: string;
  readonly seed: string | number;
  /** 2 or more. */
  readonly folds: number;
  /** By patient: whoever shares a group shares a fold. Where nobody belongs together, each patient is a group. */
  readonly groups: ReadonlyMap<string, string>;
}

/**
 * Draws a split: groups, in an order that the seed and their names decide, go one by one to the fold that has the fewest patients.
 *
 * @throws IchorError `too-few-groups` where a fold would have nobody.
 */
export function groupedSplit({ name, seed, folds, groups }: GroupedSplitOptions): Split {
  const members = Map.groupBy(groups.keys(), (patient) => groups.get(patient)!);
  if (!(Number.isInteger(folds) && folds >= 2)) throw new RangeError(`a split into ${folds} folds`);
  if (members.size < folds)
    throw new IchorError({
      code: 'too-few-groups',
      subject: `split ${name}`,
      problem: `divides ${members.size} groups of patients into ${folds} folds`,
    });
  const sizes = new Array<number>(folds).fill(0);
  const foldOf = new Map<string, number>();
  for (const group of Rng.of(seed, 'split', name).shuffled([...members.keys()].sort())) {
    const fold = sizes.indexOf(Math.min(...sizes));
    for (const patient of members.get(group)!) foldOf.set(patient, fold);
    sizes[fold]! += members.get(group)!.length;
  }
  return splitOf({ name, seed, folds }, foldOf);
}
