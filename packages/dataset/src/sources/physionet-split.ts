import { readFileSync } from 'node:fs';
import { type Split, splitOf } from '../splits/split.ts';

const FILE = new URL('../../physionet-ct-ich-groups.csv', import.meta.url);

/**
 * The ten groups of PhysioNet CT-ICH's 62 patients, drawn once for everything that ever touches them: patient number
 * as text -> group 0 to 9. Groups 0, 2, 4, 6, 8 are for looking at while things are being decided, the others for counting.
 */
export function physionetGroups(): ReadonlyMap<string, number> {
  const lines = readFileSync(FILE, 'utf8').trim().split(/\r?\n/).slice(1);
  return new Map(
    lines.map((line) => {
      const [patient, group] = line.split(',') as [string, string];
      return [patient, Number(group)];
    }),
  );
}

/** The standing split: fold k of five is groups 2k and 2k + 1, one to look at and one to count. */
export function physionetSplit(): Split {
  const folds = [...physionetGroups()].map(([patient, group]) => [patient, Math.floor(group / 2)] as const);
  return splitOf({ name: 'five', seed: 2026, folds: 5 }, new Map(folds));
}
