import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { type Model, readParameters, type Tensor } from '@ichor/compiler';
import { IchorError, Rng } from '@ichor/ct';
import { initialParameters } from '@ichor/models';
import { loadCheckpoint } from './checkpoint.ts';
import type { Recipe } from './recipe.ts';
import { describedRun, isRun, type RunDescription } from './run-folder.ts';

export interface InitialWeights {
  readonly parameters: Map<string, Tensor>;
  /** Where they came from, in words and without a path. */
  readonly from: string;
  /** The run that made them, where they come from a run's folder. */
  readonly startedFrom: RunDescription | undefined;
}

/**
 * The parameters that a run starts with: random ones from the recipe's seed, or those of a run's or bundle's folder.
 *
 * @throws IchorError where the recipe asks for one and gets the other, or the folder's weights don't fit the model.
 */
export async function initialWeights(
  recipe: Recipe,
  model: Model,
  init: string | undefined,
): Promise<InitialWeights> {
  if (recipe.init === 'random') {
    if (init !== undefined)
      throw new IchorError({
        code: 'init-not-wanted',
        subject: recipe.title,
        problem: 'starts from random weights, and others were given',
        remedy: "Leave --init out, or set the recipe's init to 'given'.",
      });
    const rng = Rng.of(recipe.seed, 'initial weights');
    return {
      parameters: initialParameters(model, () => rng.uniform()),
      from: `random, seed ${recipe.seed}`,
      startedFrom: undefined,
    };
  }
  if (init === undefined)
    throw new IchorError({
      code: 'init-missing',
      subject: recipe.title,
      problem: 'starts from given weights, and none were given',
      remedy: 'Name the folder of a run or bundle with --init.',
    });
  const given = await loadWeights(init);
  const parameters = new Map<string, Tensor>();
  for (const { name, shape } of model.parameters) {
    const tensor = given.get(name);
    if (!tensor || tensor.shape.join() !== shape.join())
      throw new IchorError({
        code: 'init-does-not-fit',
        subject: init,
        problem: tensor
          ? `has ${name} of shape [${tensor.shape}] where ${model.name} has [${shape}]`
          : `has no ${name}, which ${model.name} needs`,
        remedy: 'Give weights of the same architecture.',
      });
    parameters.set(name, { shape, data: Float32Array.from(tensor.data) });
  }
  const startedFrom = (await isRun(init)) ? await describedRun(init) : undefined;
  return { parameters, startedFrom, from: `${basename(resolve(init))}, SHA-256 ${digest(parameters)}` };
}

/** The weights of a run (its newest checkpoint) or of a bundle (its model.onnx). */
export async function loadWeights(folder: string): Promise<ReadonlyMap<string, Tensor>> {
  const checkpoint = await loadCheckpoint(join(folder, 'checkpoints'));
  if (checkpoint) return checkpoint.parameters;
  const onnx = await readFile(join(folder, 'model.onnx')).catch((cause) => {
    throw new IchorError({
      code: 'no-weights',
      subject: folder,
      problem: 'holds neither checkpoints nor a model.onnx',
      remedy: 'Name the folder of a run or of a bundle.',
      cause,
    });
  });
  return readParameters(onnx);
}

function digest(parameters: ReadonlyMap<string, Tensor>): string {
  const hash = createHash('sha256');
  for (const [name, { data }] of parameters)
    hash.update(name).update(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  return hash.digest('hex').slice(0, 16);
}
