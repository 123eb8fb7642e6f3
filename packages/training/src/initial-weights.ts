import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { type Model, readParameters, type Tensor } from '@ichor/compiler';
import { IchorError, Rng } from '@ichor/ct';
import { initialParameters } from '@ichor/models';
import { loadCheckpoint } from './checkpoint.ts';
import { loadBundle } from './load-bundle.ts';
import { refuseSeenFold } from './provenance.ts';
import type { Recipe } from './recipe.ts';
import { describedRun, isRun, type Origin } from './run-folder.ts';

export interface InitialWeights {
  readonly parameters: Map<string, Tensor>;
  /** Where they came from, in words and without a path. */
  readonly from: string;
  /** The run or bundle that they come from; undefined where they are random, or their folder says nothing of them. */
  readonly startedFrom: Origin | undefined;
}

/**
 * The parameters that a run starts with: random ones from the recipe's seed, or those of a run's or bundle's folder. An
 * auxiliary head that the folder lacks is drawn too.
 *
 * @throws IchorError where the recipe asks for one and gets the other, the folder's weights don't fit the model, or they saw
 * patients that the run holds out.
 */
export async function initialWeights(
  recipe: Recipe,
  model: Model,
  { init, fold }: { readonly init?: string | undefined; readonly fold?: number | undefined },
): Promise<InitialWeights> {
  if (recipe.init === 'random') {
    if (init !== undefined)
      throw new IchorError({
        code: 'init-not-wanted',
        subject: recipe.title,
        problem: 'starts from random weights, and others were given',
        remedy: "Leave --init out, or set the recipe's init to 'given'.",
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
      remedy: 'Name the folder of a run or bundle with --init.',
    });
  const { weights: given, origin } = await loadGiven(init);
  if (fold !== undefined) refuseSeenFold(`weights of ${init}`, origin, fold);
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
        remedy: 'Give weights of the same architecture.',
      });
    parameters.set(name, { shape, data: Float32Array.from(tensor.data) });
  }
  return {
    parameters,
    startedFrom: origin,
    from: `${basename(resolve(init))}, SHA-256 ${digest(parameters)}${drawn.length > 0 ? `; its auxiliary head random, seed ${recipe.seed}` : ''}`,
  };
}

function randomParameters(recipe: Recipe, model: Model): Map<string, Tensor> {
  const rng = Rng.of(recipe.seed, 'initial weights');
  return initialParameters(model, () => rng.uniform());
}

/** The weights of a run (its newest checkpoint) or of a bundle (its model.onnx). */
export const loadWeights = async (folder: string): Promise<ReadonlyMap<string, Tensor>> =>
  (await loadGiven(folder)).weights;

/** Weights, and what the folder says of those very weights. */
async function loadGiven(
  folder: string,
): Promise<{ readonly weights: ReadonlyMap<string, Tensor>; readonly origin: Origin | undefined }> {
  const checkpoint = await loadCheckpoint(join(folder, 'checkpoints'));
  if (checkpoint)
    return {
      weights: checkpoint.parameters,
      origin: (await isRun(folder)) ? await describedRun(folder) : undefined,
    };
  if (await exists(join(folder, 'bundle.json'))) {
    const { bundle, onnx } = await loadBundle(folder);
    const { schema, name, provenance } = bundle;
    return { weights: readParameters(onnx), origin: { schema, name, provenance } };
  }
  const onnx = await readFile(join(folder, 'model.onnx')).catch((cause) => {
    throw new IchorError({
      code: 'no-weights',
      subject: folder,
      problem: 'holds neither checkpoints nor a model.onnx',
      remedy: 'Name the folder of a run or of a bundle.',
      cause,
    });
  });
  return { weights: readParameters(onnx), origin: undefined };
}

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );

function digest(parameters: ReadonlyMap<string, Tensor>): string {
  const hash = createHash('sha256');
  for (const [name, { data }] of parameters)
    hash.update(name).update(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  return hash.digest('hex').slice(0, 16);
}
