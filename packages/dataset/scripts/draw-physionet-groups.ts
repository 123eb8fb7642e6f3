/**
 * Draws the ten groups of PhysioNet CT-ICH's 62 patients, stratified by `any`, and prints the CSV. It was run once,
 * with seed 2026; its output is physionet-ct-ich-groups.csv, which must never change again.
 *
 *     node packages/dataset/scripts/draw-physionet-groups.ts hemorrhage_diagnosis.csv FOLDER-OF-PATIENTS
 */
import { existsSync, readFileSync } from 'node:fs';
import { Rng } from '@ichor/ct';

const [diagnosis, images] = process.argv.slice(2) as [string, string];
const positive = new Map<number, boolean>();
for (const line of readFileSync(diagnosis, 'utf8').trim().split(/\r?\n/).slice(1)) {
  const [patient, slice, , , , , , none] = line.split(',').map(Number) as number[];
  if (!existsSync(`${images}/${String(patient).padStart(3, '0')}/brain/${slice}.jpg`)) continue;
  positive.set(patient!, (positive.get(patient!) ?? false) || none === 0);
}
const patients = [...positive.keys()].sort((a, b) => a - b);
const group = new Map<number, number>();
let next = 0;
for (const value of [true, false]) {
  const stratum = Rng.of(2026, 'physionet-ct-ich', String(value)).shuffled(
    patients.filter((p) => positive.get(p) === value),
  );
  for (const patient of stratum) group.set(patient, next++ % 10);
}
console.log('patient,group');
for (const patient of patients) console.log(`${patient},${group.get(patient)}`);
