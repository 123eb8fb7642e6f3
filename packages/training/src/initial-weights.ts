import { createHash } from 'node:crypto';
import { basename, join, resolve } from 'node:path';
import { type Model, readParameters, type Tensor } from '@ichor/compiler';
import { Rng } from '@ichor/ct';
import { exists, readWhole } from '@ichor/files';
import { initialParameters } from '@ichor/models';
import { IchorError } from '@ichor/notices';
import { BUNDLE_HASH_FILE } from '@ichor/report';
import { loadCheckpoint } from './checkpoint.ts';
import { loadBundle } from './load-bundle.ts';
import { weightsToRead } from './moving-average.ts';
import type { Recipe } from './recipe.ts';
import { describedRun, isRun, type Origin, refuseEarlierWeights } from './run-folder.ts';
import type { BundleName } from './run-record.ts';
import { fitFile, fittedWords } from './weights/fit-file.ts';
import { isWeightsFile, loadWeightsFile } from './weights/load-weights-file.ts';

export interface InitialWeights {
  readonly parameters: Map<string, Tensor>;
  /** Where they came from, in words and without a path. */
  readonly from: string;
  /** The run or bundle that they come from; undefined where they are random, or their folder says nothing of them. */
  readonly startedFrom: Origin | undefined;
  /** The bundle that they come from. */
  readonly bundle?: BundleName | undefined;
}

/**
 * The parameters that a run starts with: random ones from the recipe's seed, those of a run's or bundle's folder, or those of a
 * file. An auxiliary head that is lacking is drawn too.
 *
 * @throws IchorError where the recipe asks for one and gets the other, or the weights can't be read or don't fit the model.
 */
export async function initialWeights(
  recipe: Recipe,
  model: Model,
  { init }: { readonly init?: string | undefined },
): Promise<InitialWeights> {
  if (recipe.init === 'random') {
    if (init !== undefined)
      throw new IchorError({
        code: 'init-not-wanted',
        subject: recipe.title,
        problem: 'starts from random weights, and others were given',
      });
    return {
      parameters: randomParameters(recipe, model),
      from: `random, seed ${recipe.seed}`,
      startedFrom: undefined,
    };
  }
  if (init === undefined)
    throw new IchorError({
      code: 'init-missing',
      subject: recipe.title,
      problem: 'starts from given weights, and none were given',
    });
  return isWeightsFile(init) ? ofFile(recipe, model, init) : ofFolder(recipe, model, init);
}

/** Of a file: heads that it lacks or has for other classes are drawn. Few say what their weights were trained on. */
async function ofFile(recipe: Recipe, model: Model, path: string): Promise<InitialWeights> {
  const file = await loadWeightsFile(path, recipe.architecture);
  const { parameters, ...rest } = fitFile(model, file, path, uniformOf(recipe));
  const changes = fittedWords(rest);
  const isDrawn = rest.missing.length + rest.replaced.length > 0;
  return {
    parameters,
    startedFrom: file.origin,
    from: `${file.name}, SHA-256 ${file.sha256}${changes && `; ${changes}`}${isDrawn ? `; seed ${recipe.seed}` : ''}`,
  };
}

/** Of a run or bundle, which was trained for the same: an auxiliary head alone may be missing. */
async function ofFolder(recipe: Recipe, model: Model, init: string): Promise<InitialWeights> {
  const { weights: given, origin, bundle } = await loadGiven(init);
  const parameters = new Map<string, Tensor>();
  const random = randomParameters(recipe, model);
  const drawn = model.parameters.filter(({ name, auxiliary }) => auxiliary && !given.has(name));
  for (const { name, shape, auxiliary } of model.parameters) {
    const tensor = given.get(name) ?? (auxiliary ? random.get(name) : undefined);
    if (!tensor || tensor.shape.join() !== shape.join())
      throw new IchorError({
        code: 'init-does-not-fit',
        subject: init,
        problem: tensor
          ? `has ${name} of shape [${tensor.shape}] where ${model.name} has [${shape}]`
          : `has no ${name}, which ${model.name} needs`,
      });
    parameters.set(name, { shape, data: Float32Array.from(tensor.data) });
  }
  return {
    parameters,
    startedFrom: origin,
    bundle,
    from: `${basename(resolve(init))}, SHA-256 ${digest(parameters)}${drawn.length > 0 ? `; its auxiliary head random, seed ${recipe.seed}` : ''}`,
  };
}

const randomParameters = (recipe: Recipe, model: Model): Map<string, Tensor> =>
  initialParameters(model, uniformOf(recipe));

function uniformOf({ seed }: Recipe): () => number {
  const rng = Rng.of(seed, 'initial weights');
  return () => rng.uniform();
}

/** The weights of a run (its newest checkpoint) or of a bundle (its model.onnx). */
export const loadWeights = async (folder: string): Promise<ReadonlyMap<string, Tensor>> =>
  (await loadGiven(folder)).weights;

/** Weights, and what the folder says of those very weights. */
async function loadGiven(folder: string): Promise<{
  readonly weights: ReadonlyMap<string, Tensor>;
  readonly origin: Origin | undefined;
  readonly bundle?: BundleName;
}> {
  const checkpoint = await loadCheckpoint(join(folder, 'checkpoints'));
  if (checkpoint) {
    await refuseEarlierWeights(folder, checkpoint.step);
    return {
      weights: weightsToRead(checkpoint.parameters, checkpoint.average),
      origin: (await isRun(folder)) ? await describedRun(folder) : undefined,
    };
  }
  if ((await exists(join(folder, 'bundle.json'))) || (await exists(join(folder, BUNDLE_HASH_FILE)))) {
    const { bundle, sha256, model } = await loadBundle(folder);
    const { schema, name, provenance } = bundle;
    return {
      weights: readParameters(model),
      origin: { schema, name, provenance },
      bundle: { name, sha256 },
    };
  }
  const onnx = await readWhole(join(folder, 'model.onnx')).catch((cause) => {
    throw new IchorError({
      code: 'no-weights',
      subject: folder,
      problem: 'holds neither checkpoints nor a model.onnx',
      cause,
    });
  });
  return { weights: readParameters(onnx), origin: undefined };
}

function digest(parameters: ReadonlyMap<string, Tensor>): string {
  const hash = createHash('sha256');
  for (const [name, { data }] of parameters)
    hash.update(name).update(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  return hash.digest('hex').slice(0, 16);
}
