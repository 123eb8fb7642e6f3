import { createHash } from 'node:crypto';
import { CompilerError, type Tensor } from '@ichor/compiler';
import { HEMORRHAGE_TYPES } from '@ichor/ct';
import { writeWhole } from '@ichor/files';
import {
  buildModel,
  type FittedWeights,
  firstLayer,
  foldInput,
  type InputScaling,
  writeSafetensors,
} from '@ichor/models';
import { IchorError } from '@ichor/notices';
import { CHANNELS, inputSpecification } from '@ichor/scoring';
import { originTexts, statedOrigin } from './file-origin.ts';
import { fitFile } from './fit-file.ts';
import { loadWeightsFile } from './load-weights-file.ts';

export interface ImportOptions {
  readonly architecture: string;
  /** Of the network's input; those of the networks here by default. */
  readonly channels?: number | undefined;
  /** What the weights were trained with, of pixels from 0 to 1: each channel less its mean, divided by its deviation. */
  readonly scaling?: InputScaling | undefined;
  /**
   * What they were trained on from a random start, in words, "ImageNet" say, where that holds no patients and the file doesn't say
   * it itself. Without it nobody knows whom they saw, and no fold is held out from a run that starts from them.
   */
  readonly trainedOn?: string | undefined;
}

export interface ImportedWeights extends Omit<FittedWeights, 'parameters'> {
  /** Tensors that were written. */
  readonly tensors: number;
  /** Of the written file. */
  readonly sha256: string;
}

/**
 * A file of weights -> a .safetensors file with the names, channels and input of the networks here. A head of other classes
 * (`replaced`) stays in it as it was given: a run that starts from the file draws its own. What is `missing` is not in it, and
 * neither is what is `surplus`.
 *
 * Where a scaling is given, it is folded into the first layer together with that of the networks here, which are shown
 * (x - 0.25) / 0.25 of pixels x from 0 to 1: exactly but for places at the border, see `foldInput`.
 *
 * @throws IchorError `weights-unreadable`, `init-does-not-fit`; FileFailure
 */
export async function importWeights(
  path: string,
  to: string,
  { architecture, channels = CHANNELS, scaling, trainedOn }: ImportOptions,
): Promise<ImportedWeights> {
  const { weights, name, sha256, origin } = await loadWeightsFile(path, architecture);
  if (origin && trainedOn !== undefined)
    throw new IchorError({
      code: 'usage',
      subject: path,
      problem: 'says itself what its weights were trained on',
      remedy: `Leave "${trainedOn}" out.`,
    });
  const model = buildModel(architecture, { classes: HEMORRHAGE_TYPES.length, channels });
  // Of what is drawn nothing is kept.
  const fitted = (given: Map<string, Tensor>) => fitFile(model, { weights: given }, path, () => 0.5);
  let found = fitted(weights);
  if (scaling) {
    try {
      found = fitted(foldInput(weights, firstLayer(model), scalingHere(scaling)));
    } catch (cause) {
      if (!(cause instanceof CompilerError)) throw cause;
      throw new IchorError({
        code: 'init-does-not-fit',
        subject: path,
        problem: `cannot be given another input (${cause.message})`,
        remedy: 'Give a mean and a deviation above 0 for each channel that it was trained with.',
        cause,
      });
    }
  }
  const { parameters, ...rest } = found;
  for (const missing of rest.missing) parameters.delete(missing);
  for (const replaced of rest.replaced) parameters.set(replaced, weights.get(replaced)!);
  const known = trainedOn === undefined ? origin : statedOrigin(trainedOn, architecture, { name, sha256 });
  const from = `${name}, SHA-256 ${sha256}`;
  const file = writeSafetensors(parameters, { architecture, from, ...originTexts(known) });
  await writeWhole(to, file);
  return { ...rest, tensors: parameters.size, sha256: createHash('sha256').update(file).digest('hex') };
}

/** The scaling of x, as one of what networks here are shown of x. */
function scalingHere({ mean, deviation }: InputScaling): InputScaling {
  const here = inputSpecification(0);
  return {
    mean: mean.map((m) => (m - here.mean) / here.standardDeviation),
    deviation: deviation.map((s) => s / here.standardDeviation),
  };
}
