import { IchorError, type InputSpecification } from '@ichor/ct';
import {
  auditSplit,
  type Prepared,
  type PrepareProgress,
  physionetFold,
  physionetGroups,
  prepare,
  type SourceDescription,
} from '@ichor/dataset';
import type { DataPlan, Recipe } from './recipe.ts';

/** A prepared source, divided into rows that are trained on and rows that never are. */
export interface SplitPart {
  readonly prepared: Prepared;
  readonly train: Int32Array;
  readonly heldOut: Int32Array;
  readonly slicesPerEpoch: number;
  readonly positiveShare?: number | undefined;
}

export interface SplitOptions {
  /** Folders of the sources that have one. */
  readonly data?: Readonly<Partial<Record<string, string>>> | undefined;
  readonly cacheFolder: string;
  readonly fold?: number | undefined;
  /** For trying things out: so many slices of each source an epoch and held out, and no more simulated studies than that takes. */
  readonly limit?: number | undefined;
  readonly onPrepare?: ((progress: PrepareProgress) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Prepares every source of a recipe and splits it by patient.
 *
 * @throws IchorError where a folder is missing, a fold isn't one of five or the recipe has none, or a patient is on both sides.
 */
export async function splitData(
  recipe: Recipe,
  specification: InputSpecification,
  options: SplitOptions,
): Promise<SplitPart[]> {
  if (options.fold !== undefined && !recipe.data.some(hasFolds))
    throw new IchorError({
      code: 'recipe-without-folds',
      subject: `fold ${options.fold}`,
      problem: 'cannot be held out: no source of the recipe is divided into folds',
      remedy: 'Leave --fold out, or give a recipe whose data has holdOut: { folds: ... }.',
    });
  const parts: SplitPart[] = [];
  for (const plan of recipe.data) {
    const limited = limitPlan(plan, options.limit);
    const prepared = await prepare(describe(limited, options), specification, options.cacheFolder, {
      onProgress: options.onPrepare,
      signal: options.signal,
    });
    const isHeldOut = heldOutRule(limited, prepared, options.fold);
    const rows = prepared.patients.map((_, row) => row);
    const train = rows.filter((row) => !isHeldOut(row));
    const heldOut = rows.filter(isHeldOut).slice(0, options.limit);
    parts.push({
      prepared,
      train: Int32Array.from(train),
      heldOut: Int32Array.from(heldOut),
      slicesPerEpoch: Math.min(
        limited.slicesPerEpoch ?? train.length,
        options.limit ?? Number.POSITIVE_INFINITY,
      ),
      positiveShare: plan.positiveShare,
    });
  }
  const patientsOf = (side: 'train' | 'heldOut') =>
    parts.flatMap((part) => Array.from(part[side], (row) => part.prepared.patients[row]!));
  auditSplit(patientsOf('train'), patientsOf('heldOut'));
  return parts;
}

const hasFolds = ({ holdOut }: DataPlan): boolean => holdOut !== undefined && 'folds' in holdOut;

function describe({ source }: DataPlan, { data }: SplitOptions): SourceDescription {
  if (source.kind === 'simulated') return source;
  const folder = data?.[source.kind];
  if (folder === undefined)
    throw new IchorError({
      code: 'data-folder-missing',
      subject: source.kind,
      problem: 'is what the recipe trains on, and its folder was not given',
      remedy: 'Give it with --data FOLDER.',
    });
  return { kind: source.kind, folder };
}

function heldOutRule(
  { holdOut }: DataPlan,
  { patients, studies, name }: Prepared,
  fold: number | undefined,
): (row: number) => boolean {
  if (holdOut === undefined) return () => false;
  if ('lastStudies' in holdOut) {
    const count = (studies.at(-1) ?? -1) + 1;
    return (row) => studies[row]! >= count - holdOut.lastStudies;
  }
  if (fold === undefined) return () => false;
  if (!(Number.isInteger(fold) && fold >= 0 && fold < 5))
    throw new IchorError({
      code: 'fold-unknown',
      subject: `fold ${fold}`,
      problem: 'is none of the five',
      remedy: 'Give a number from 0 to 4.',
    });
  const groups = physionetGroups();
  return (row) => {
    const group = groups.get(patients[row]!);
    if (group === undefined)
      throw new IchorError({
        code: 'patient-without-group',
        subject: name,
        problem: "holds a patient that isn't one of the 62 of physionet-ct-ich-groups.csv",
        remedy: 'Leave that patient out: no fold may hold it.',
      });
    return physionetFold(group) === fold;
  };
}

/** Of a simulated source, only as many studies as the limit needs are rendered: ten slices a study, at the very least. */
function limitPlan(plan: DataPlan, limit: number | undefined): DataPlan {
  const { source, holdOut } = plan;
  if (limit === undefined || source.kind !== 'simulated') return plan;
  const enough = Math.ceil(limit / 10);
  const lastStudies = holdOut && 'lastStudies' in holdOut ? Math.min(holdOut.lastStudies, enough) : 0;
  const studies = Math.min(source.studies, enough + lastStudies);
  return {
    ...plan,
    source: { ...source, studies },
    ...(lastStudies > 0 ? { holdOut: { lastStudies } } : {}),
  };
}
