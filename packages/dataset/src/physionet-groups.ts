import { readFileSync } from 'node:fs';

const FILE = new URL('../physionet-ct-ich-groups.csv', import.meta.url);

/**
 * The ten groups of PhysioNet CT-ICH's 62 patients, drawn once for everything that ever touches them: patient number
 * as text -> group 0 to 9. Fold k of five is groups 2k and 2k + 1; groups 0, 2, 4, 6, 8 are for looking, the others
 * for counting.
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

/** Which of the five folds a group belongs to. */
export const physionetFold = (group: number): number => Math.floor(group / 2);

/** Whether a group's patients may be looked at while things are being decided, or count for the final figures. */
export const physionetUse = (group: number): 'look' | 'count' => (group % 2 === 0 ? 'look' : 'count');
