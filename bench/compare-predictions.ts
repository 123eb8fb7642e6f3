/**
 * Two networks' out-of-fold predictions on labelled studies, beside each other and as a difference with the same patients
 * drawn: the engine against PyTorch in learning, or two runs of our own.
 *
 *     node bench/compare-predictions.ts A.csv B.csv FOLDER_OF_STUDIES
 */
import { homedir } from 'node:os';
import { join } from 'node:path';
import { describeFolder, openSource, prepare } from '@ichor/dataset';
import type { Interval } from '@ichor/metrics';
import { inputSpecification } from '@ichor/scoring';
import { comparePredictions, readPredictions } from '@ichor/training';

const [a, b, folder] = process.argv.slice(2);
if (a === undefined || b === undefined || folder === undefined) {
  console.error('node bench/compare-predictions.ts A.csv B.csv FOLDER_OF_STUDIES');
  process.exit(2);
}
const prepared = await prepare(
  await openSource(await describeFolder(folder)),
  inputSpecification(128),
  join(homedir(), '.ichor', 'cache'),
);
const compared = comparePredictions(await readPredictions(a), await readPredictions(b), prepared);
const text = ({ value, low, high }: Interval): string =>
  `${value.toFixed(4)} [${low.toFixed(4)}, ${high.toFixed(4)}]`;
console.log(`${compared.slices} slices of ${compared.patients} patients`);
for (const [name, one] of [
  ['A', compared.a],
  ['B', compared.b],
  ['A - B', compared.difference],
] as const)
  console.log(`${name}: AUC any by slice ${text(one.bySlice)}, by patient ${text(one.byPatient)}`);
console.log(
  `weighted log loss: A ${text(compared.logLossA)}, B ${text(compared.logLossB)}, A - B ${text(compared.logLossDifference)}`,
);
