/**
 * A network sees the image: the same training, on simulated patients, with their own labels, with labels dealt out to other
 * slices, and with images of zeros. Its own labels are learned; others give chance on slices that were held out; of zeros
 * nothing is learned beyond how common each type is.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { adam } from '@ichor/compiler';
import { HEMORRHAGE_TYPES, Rng } from '@ichor/ct';
import { evaluationBatches, openBatches, openSource, type Prepared, prepare } from '@ichor/dataset';
import { LOG_LOSS_WEIGHTS, rocAuc, weightedLogLoss } from '@ichor/metrics';
import { buildModel, initialParameters } from '@ichor/models';
import { inputSpecification } from '@ichor/scoring';
import { METRIC_CLASS_WEIGHTS, openTrainStep } from '@ichor/training';
import { type Check, runAlone } from './check.ts';

const [SIZE, BATCH, EPOCHS, STUDIES, HELD_OUT] = [64, 32, 2, 160, 40];
const RATE = 1e-3;
const TYPES = HEMORRHAGE_TYPES.length;
const ANY = HEMORRHAGE_TYPES.indexOf('any');

interface Learned {
  /** Of `any`, on the slices that were held out. */
  readonly auc: number;
  /** Weighted log loss on them, and that of the shares of the slices that were learned from. */
  readonly loss: number;
  readonly constant: number;
}

export async function run(): Promise<Check[]> {
  const folder = await mkdtemp(join(tmpdir(), 'ichor-sees-image-'));
  try {
    const source = await openSource({ kind: 'simulated', seed: 'sees-image', studies: STUDIES });
    const prepared = await prepare(source, inputSpecification(SIZE), folder);
    const truth = await learn(prepared, false);
    const shuffled = await learn({ ...prepared, labels: dealtOut(prepared.labels) }, false);
    const blind = await learn(prepared, true);
    const said = ({ auc, loss, constant }: Learned) =>
      `AUC of any ${auc.toFixed(3)}, weighted log loss ${loss.toFixed(4)}; of the constant predictor ${constant.toFixed(4)}`;
    return [
      {
        name: 'with their own labels slices are told apart',
        passed: truth.auc > 0.7 && truth.loss < truth.constant,
        figures: said(truth),
      },
      {
        name: 'with labels of other slices there is chance',
        passed: Math.abs(shuffled.auc - 0.5) < 0.1 && shuffled.loss > 0.98 * shuffled.constant,
        figures: said(shuffled),
      },
      {
        name: 'with images of zeros there is the constant predictor',
        passed: blind.auc === 0.5 && Math.abs(blind.loss / blind.constant - 1) < 0.02,
        figures: said(blind),
      },
    ];
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Whole slices' labels, so that types stay as common, and as often together, as they were. */
function dealtOut(labels: Uint8Array): Uint8Array {
  const order = Rng.of('sees-image', 'labels').shuffled(
    Array.from({ length: labels.length / TYPES }, (_, row) => row),
  );
  return Uint8Array.from(order.flatMap((row) => [...labels.subarray(row * TYPES, (row + 1) * TYPES)]));
}

async function learn(prepared: Prepared, blind: boolean): Promise<Learned> {
  const rows = prepared.patients.map((_, row) => row);
  const isHeldOut = (row: number) => prepared.studies[row]! >= STUDIES - HELD_OUT;
  const train = Int32Array.from(rows.filter((row) => !isHeldOut(row)));
  const heldOut = Int32Array.from(rows.filter(isHeldOut));
  const labelsOf = (of: Int32Array) =>
    Array.from(of).flatMap((row) => [...prepared.labels.subarray(row * TYPES, (row + 1) * TYPES)]);
  const [learnedFrom, truth] = [labelsOf(train), labelsOf(heldOut)];
  const shares = LOG_LOSS_WEIGHTS.map(
    (_, type) => learnedFrom.filter((label, i) => i % TYPES === type && label === 1).length / train.length,
  );
  const model = buildModel('resnet18', { classes: TYPES });
  const rng = Rng.of('sees-image', 'weights');
  const parameters = initialParameters(model, () => rng.uniform());
  // It begins as the constant predictor: what it is better by comes from the image.
  parameters.get('fc.bias')?.data.set(shares.map((share) => Math.log(share / (1 - share))));
  const trainStep = await openTrainStep({
    model,
    parameters,
    batch: BATCH,
    size: SIZE,
    objective: [{ head: 'logits', loss: 'binaryCrossEntropy', weight: METRIC_CLASS_WEIGHTS }],
    optimizer: adam(),
  });
  const batches = openBatches({ mix: [{ prepared, rows: train }], batch: BATCH, epochs: EPOCHS, seed: 1 });
  for await (const { images, labels, step } of batches) {
    if (blind) images.fill(0);
    await trainStep.step({ images, truths: { logits: labels } }, RATE * (1 - step / batches.steps));
  }
  await batches.close();
  const scores: number[] = [];
  for (const { images } of evaluationBatches(prepared, heldOut, BATCH)) {
    if (blind) images.fill(0);
    const logits = await trainStep.evaluate(images, 'logits');
    scores.push(...Array.from(logits, (logit) => 1 / (1 + Math.exp(-logit))));
  }
  await trainStep.dispose();
  const column = (values: readonly number[]) => values.filter((_, i) => i % TYPES === ANY);
  return {
    auc: rocAuc(column(scores), column(truth)) ?? Number.NaN,
    loss: weightedLogLoss(scores, truth),
    constant: weightedLogLoss(
      Array.from(heldOut).flatMap(() => shares),
      truth,
    ),
  };
}

await runAlone(import.meta.url, run);
