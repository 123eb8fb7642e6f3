import { Rng } from '@ichor/ct';
import { IchorError } from '@ichor/notices';

export interface ShareToHoldOut {
  /** [N] whose each row is */
  readonly patients: readonly string[];
  /** [N] which patients belong together, where the source says so. */
  readonly groups?: readonly (string | undefined)[] | undefined;
  /** [N, types] 1 where the row shows that type; for stratifying alone. */
  readonly labels: ArrayLike<number>;
  readonly types: number;
  /** Of the patients, above 0 and at most one half. */
  readonly share: number;
  /** Whether each type is to be as common on both sides as it can be. */
  readonly stratified?: boolean | undefined;
  readonly seed: number;
}

/** Patients who are never parted, and what any of their slices shows. */
interface Group {
  readonly patients: readonly string[];
  readonly types: readonly number[];
}

/**
 * Draws the patients that are held out: scikit-learn's ShuffleSplit, or the stratified one of several labels (Sechidis,
 * Tsoumakas and Vlahavas 2011, iterative stratification), with groups of patients in the place of slices. The rows' order
 * does not matter.
 *
 * @returns their names
 * @throws IchorError `too-few-groups` where one side would have nobody.
 */
export function holdOutShare(given: ShareToHoldOut): Set<string> {
  const { share, stratified, seed } = given;
  const groups = groupsOf(given);
  const shuffled = Rng.of(seed, 'hold out').shuffled(groups);
  const heldOut = stratified ? stratifiedShare(shuffled, share, given.types) : firstShare(shuffled, share);
  if (heldOut.length === 0 || heldOut.length === groups.length)
    throw new IchorError({
      code: 'too-few-groups',
      subject: `a share of ${share}`,
      problem: `would hold out ${heldOut.length} of ${groups.length} groups of patients`,
    });
  return new Set(heldOut.flatMap(({ patients }) => patients));
}

/** In the order of their names. */
function groupsOf({ patients, groups, labels, types }: ShareToHoldOut): Group[] {
  const found = new Map<string, { patients: Set<string>; types: Set<number> }>();
  for (const [row, patient] of patients.entries()) {
    const group = groups?.[row];
    const key = JSON.stringify(group === undefined ? [patient] : ['group', group]);
    const known = found.get(key) ?? { patients: new Set(), types: new Set() };
    known.patients.add(patient);
    for (let type = 0; type < types; type++) if (labels[row * types + type] === 1) known.types.add(type);
    found.set(key, known);
  }
  return [...found]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, group]) => ({ patients: [...group.patients].sort(), types: [...group.types] }));
}

/** As many of the first groups as come closest to that share of all patients. */
function firstShare(groups: readonly Group[], share: number): Group[] {
  const wanted = share * countOf(groups);
  const taken: Group[] = [];
  let held = 0;
  for (const group of groups) {
    if (Math.abs(held + group.patients.length - wanted) > Math.abs(held - wanted)) break;
    taken.push(group);
    held += group.patients.length;
  }
  return taken;
}

/**
 * The rarest type that is left is dealt out first, each of its groups to the side that still wants most of that type, then to the
 * side that wants most patients; who shows nothing comes last.
 */
function stratifiedShare(groups: readonly Group[], share: number, types: number): Group[] {
  const sides = [share, 1 - share].map((part) => ({
    groups: [] as Group[],
    patients: part * countOf(groups),
    ofType: Array.from(
      { length: types },
      (_, type) => part * countOf(groups.filter((group) => group.types.includes(type))),
    ),
  }));
  const [heldOut, rest] = sides as [(typeof sides)[0], (typeof sides)[0]];
  const left = new Set(groups);
  const deal = (group: Group, type: number | undefined): void => {
    const more = type === undefined ? 0 : heldOut.ofType[type]! - rest.ofType[type]!;
    const side = (more === 0 ? heldOut.patients - rest.patients : more) > 0 ? heldOut : rest;
    side.groups.push(group);
    side.patients -= group.patients.length;
    for (const shown of group.types) side.ofType[shown]! -= group.patients.length;
    left.delete(group);
  };
  for (;;) {
    const counts = Array.from({ length: types }, (_, type) => ({
      type,
      groups: [...left].filter((group) => group.types.includes(type)),
    })).filter((one) => one.groups.length > 0);
    const rarest = counts.sort((a, b) => a.groups.length - b.groups.length)[0];
    if (rarest === undefined) break;
    for (const group of rarest.groups) deal(group, rarest.type);
  }
  for (const group of left) deal(group, undefined);
  return heldOut.groups;
}

const countOf = (groups: readonly Group[]): number =>
  groups.reduce((sum, { patients }) => sum + patients.length, 0);
