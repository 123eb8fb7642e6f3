import { HEMORRHAGE_TYPES } from '@ichor/ct';
import {
  checkFold,
  holdOutShare,
  openSource,
  type Prepared,
  type PrepareProgress,
  prepare,
  type Source,
  type SourceDescription,
  type Split,
  type SplitUse,
  splitRows,
} from '@ichor/dataset';
import { IchorError } from '@ichor/notices';
import type { InputSpecification } from '@ichor/scoring';
import type { DataPlan, Recipe } from './recipe.ts';

/** A source of a recipe, opened, and how it is divided. */
export interface OpenedPart {
  readonly plan: DataPlan;
  readonly source: Source;
  /** The split that the recipe names. */
  readonly split: Split | undefined;
}

/** A prepared source, divided into rows that are trained on and rows that never are. */
export interface SplitPart extends Pick<Source, 'attribution' | 'publicNames'> {
  readonly prepared: Prepared;
  readonly train: Int32Array;
  readonly heldOut: Int32Array;
  readonly slicesPerEpoch: number;
  readonly positiveShare?: number | undefined;
  /** Where the recipe names a split. */
  readonly split?: SplitUse | undefined;
}

export interface SourceOptions {
  /** Folders of the sources that have one. */
  readonly data?: Readonly<Partial<Record<string, string>>> | undefined;
  /** For trying things out: so many slices of each source an epoch and held out, and no more simulated studies than that takes. */
  readonly limit?: number | undefined;
}

export interface SplitOptions {
  readonly cacheFolder: string;
  readonly fold?: number | undefined;
  readonly limit?: number | undefined;
  /** Reads every byte of the sources again, to see whether they are as they were. */
  readonly rehash?: boolean | undefined;
  readonly onPrepare?: ((progress: PrepareProgress) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Opens every source of a recipe, and the splits it names: nothing is decoded yet.
 *
 * @throws IchorError where a folder is missing or isn't what it should be, or a source has no such split.
 */
export async function openParts(recipe: Recipe, options: SourceOptions): Promise<OpenedPart[]> {
  const parts: OpenedPart[] = [];
  for (const given of recipe.data) {
    const plan = limitPlan(given, options.limit);
    const source = await openSource(describe(plan, options));
    parts.push({ plan, source, split: splitNamed(plan, source) });
  }
  return parts;
}

/**
 * The folds of the splits of a recipe, which all have as many: `--fold all` goes through them.
 *
 * @throws IchorError `recipe-without-folds` where no source is divided; `splits-differ` where they have not as many.
 */
export function foldsOf(parts: readonly OpenedPart[], subject: string): number[] {
  const [folds, ...others] = new Set(parts.flatMap(({ split }) => (split ? [split.folds] : [])));
  if (folds === undefined)
    throw new IchorError({
      code: 'recipe-without-folds',
      subject,
      problem: 'cannot be held out: no source of the recipe is divided into folds',
      remedy: 'Leave --fold out, or give a recipe whose data has holdOut: { split: ... }.',
    });
  if (others.length > 0)
    throw new IchorError({
      code: 'splits-differ',
      subject,
      problem: `would be of splits with ${[folds, ...others].join(' and ')} folds`,
    });
  return Array.from({ length: folds }, (_, fold) => fold);
}

/** What a run holds out of each split, by the name of the source. */
export interface HeldOut {
  readonly name: string;
  readonly split: SplitUse;
}

/**
 * What a fold holds out.
 *
 * @throws IchorError where the recipe has no folds, or not that one.
 */
export function heldOutBy(parts: readonly OpenedPart[], fold: number | undefined): HeldOut[] {
  if (fold !== undefined) foldsOf(parts, `fold ${fold}`);
  return parts.flatMap(({ source: { name }, split }) => {
    if (!split) return [];
    if (fold !== undefined) checkFold(split, fold);
    return [{ name, split: splitUse(split, fold) }];
  });
}

/**
 * Prepares sources and splits them by patient.
 *
 * @throws IchorError where a fold isn't one of the split's, a patient is in none of its folds, or a patient is on both sides.
 */
export async function splitData(
  opened: readonly OpenedPart[],
  specification: InputSpecification,
  { cacheFolder, fold, limit, rehash, onPrepare, signal }: SplitOptions,
): Promise<SplitPart[]> {
  heldOutBy(opened, fold);
  const all: Prepared[] = [];
  for (const { source } of opened)
    all.push(await prepare(source, specification, cacheFolder, { onProgress: onPrepare, rehash, signal }));
  const sides = splitRows(
    opened.map((part, i) => {
      const groups = groupsOf(part.source, all[i]!);
      return { patients: all[i]!.patients, groups, isHeldOut: heldOutRule(part, all[i]!, groups, fold) };
    }),
  );
  return opened.map(({ plan, source, split }, i) => {
    const { train, heldOut } = sides[i]!;
    return {
      prepared: all[i]!,
      attribution: source.attribution,
      publicNames: source.publicNames,
      train,
      heldOut: heldOut.subarray(0, limit),
      slicesPerEpoch: Math.min(plan.slicesPerEpoch ?? train.length, limit ?? Number.POSITIVE_INFINITY),
      positiveShare: plan.positiveShare,
      split: split && splitUse(split, fold),
    };
  });
}

/** [N] the group of each row's patient, told apart from those of other sources. */
const groupsOf = ({ name, studies }: Source, prepared: Prepared): (string | undefined)[] =>
  Array.from(prepared.studies, (study) => {
    const group = studies[study]!.group;
    return group === undefined ? undefined : `${name}, ${group}`;
  });

const splitUse = ({ name, sha256, folds }: Split, fold: number | undefined): SplitUse => ({
  name,
  sha256,
  folds,
  heldOut: fold === undefined ? [] : [fold],
});

function describe({ source }: DataPlan, { data }: SourceOptions): SourceDescription {
  if (source.kind === 'simulated') return source;
  const folder = data?.[source.kind];
  if (folder === undefined)
    throw new IchorError({
      code: 'data-folder-missing',
      subject: source.kind,
      problem: 'is what the recipe trains on, and its folder was not given',
    });
  return { kind: source.kind, folder };
}

function splitNamed({ holdOut }: DataPlan, { name, splits }: Source): Split | undefined {
  if (!holdOut || !('split' in holdOut)) return undefined;
  const split = Object.hasOwn(splits, holdOut.split) ? splits[holdOut.split] : undefined;
  if (split) return split();
  const known = Object.keys(splits);
  throw new IchorError({
    code: 'split-unknown',
    subject: name,
    problem: `has no split ${holdOut.split}`,
    remedy: known.length > 0 ? `Name one of ${known.join(', ')}.` : 'Hold out lastStudies of it.',
  });
}

function heldOutRule(
  { plan: { holdOut }, split }: OpenedPart,
  { patients, studies, labels, name }: Prepared,
  groups: readonly (string | undefined)[],
  fold: number | undefined,
): (row: number) => boolean {
  if (holdOut && 'lastStudies' in holdOut) {
    const count = (studies.at(-1) ?? -1) + 1;
    return (row) => studies[row]! >= count - holdOut.lastStudies;
  }
  if (holdOut && 'share' in holdOut) {
    const heldOut = holdOutShare({ ...holdOut, patients, groups, labels, types: HEMORRHAGE_TYPES.length });
    return (row) => heldOut.has(patients[row]!);
  }
  if (!split || fold === undefined) return () => false;
  return (row) => {
    const own = split.foldOf(patients[row]!);
    if (own === undefined)
      throw new IchorError({
        code: 'patient-without-fold',
        subject: name,
        problem: `holds a patient who is in no fold of split ${split.name}`,
      });
    return own === fold;
  };
}

/** Of a simulated source, only as many studies as the limit needs are rendered: ten slices a study, at the very least. */
function limitPlan(plan: DataPlan, limit: number | undefined): DataPlan {
  const { source, holdOut } = plan;
  if (limit === undefined || source.kind !== 'simulated') return plan;
  const enough = Math.ceil(limit / 10);
  const lastStudies = holdOut && 'lastStudies' in holdOut ? Math.min(holdOut.lastStudies, enough) : 0;
  const share = holdOut && 'share' in holdOut ? holdOut.share : 0;
  const studies = Math.min(
    source.studies,
    Math.max(Math.ceil(enough / (1 - share)), share && 2) + lastStudies,
  );
  return {
    ...plan,
    source: { ...source, studies },
    ...(lastStudies > 0 ? { holdOut: { lastStudies } } : {}),
  };
}
