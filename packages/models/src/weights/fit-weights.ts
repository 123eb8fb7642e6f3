import { CompilerError, type Model, type ParameterMap, type Tensor } from '@ichor/compiler';
import { initialParameters } from '../initial-parameters.ts';
import { adaptChannels } from './adapt-channels.ts';
import { firstLayer } from './first-layer.ts';

export interface FittedWeights {
  /** Every parameter of the model. */
  readonly parameters: Map<string, Tensor>;
  /** Parameters of heads that were not given, and were drawn. */
  readonly missing: readonly string[];
  /** Weights that were given and the model hasn't: another's heads. */
  readonly surplus: readonly string[];
  /** Parameters of heads that were given for another number of classes, and were drawn. */
  readonly replaced: readonly string[];
  /** Where the first convolution was made to take another number of channels: its name, and the numbers. */
  readonly adapted?: { readonly name: string; readonly from: number; readonly to: number };
}

/**
 * Weights of the model's own names -> all of its parameters. Heads (the classifier and what comes after it) that are missing
 * or of another number of classes are drawn; a first convolution of other channels is adapted (`adaptChannels`). Layers
 * below the heads have to be there, all and in their shapes, and no others beside them: those are another network's.
 *
 * @param uniform draws from [0, 1), for the heads
 * @throws CompilerError that names every layer that is missing, surplus or of another shape, with both shapes
 */
export function fitWeights(model: Model, given: ParameterMap, uniform: () => number): FittedWeights {
  const weights = new Map(given);
  const adapted = adaptFirst(model, weights);
  // Heads are declared behind the layers that they stand on, the classifier first.
  const heads = model.parameters.slice(model.parameters.findIndex(({ role }) => role === 'linearWeight'));
  const headNames = new Set(heads.map(({ name }) => name));
  const known = new Set(model.parameters.map(({ name }) => name));
  const unfit = model.parameters.filter(
    ({ name, shape }) => weights.get(name)?.shape.join() !== shape.join(),
  );
  const surplus = [...weights.keys()].filter((name) => !known.has(name));
  const wrong = unfit.filter(({ name }) => !headNames.has(name));
  const alien = surplus.filter((name) => isLayerOf(model, name));
  if (wrong.length > 0 || alien.length > 0)
    throw new CompilerError(
      'weights',
      `are not of ${model.name}: ${[
        ...wrong.map(({ name, shape }) => {
          const found = weights.get(name);
          return found
            ? `${name} is [${found.shape}] instead of [${shape}]`
            : `${name} [${shape}] is missing`;
        }),
        ...(wrong.length > 0 ? surplus : alien).map(
          (name) => `${name} [${weights.get(name)?.shape}] is surplus`,
        ),
      ].join('; ')}`,
    );
  const drawn = initialParameters(model, uniform);
  const isUnfit = new Set(unfit.map(({ name }) => name));
  const parameters = new Map(
    model.parameters.map(({ name, shape }): [string, Tensor] => {
      const tensor = (isUnfit.has(name) ? drawn : weights).get(name);
      return [name, { shape, data: Float32Array.from(tensor?.data ?? []) }];
    }),
  );
  const unfitNames = unfit.map(({ name }) => name);
  return {
    parameters,
    missing: unfitNames.filter((name) => !weights.has(name)),
    replaced: unfitNames.filter((name) => weights.has(name)),
    surplus,
    ...(adapted ? { adapted } : {}),
  };
}

function adaptFirst(model: Model, weights: Map<string, Tensor>): FittedWeights['adapted'] {
  const { kernels: name } = firstLayer(model);
  const tensor = weights.get(name);
  const from = tensor?.shape[1];
  if (tensor?.shape.length !== 4 || from === undefined || from === model.channels) return undefined;
  weights.set(name, adaptChannels(tensor, model.channels));
  return { name, from, to: model.channels };
}

/** Whether a name begins as one of the model's layers below its heads: `layer1` of layer1.2.conv1.weight. */
function isLayerOf({ parameters }: Model, name: string): boolean {
  const classifier = parameters.findIndex(({ role }) => role === 'linearWeight');
  const partOf = (of: string) => of.split('.')[0];
  return parameters.slice(0, classifier).some((one) => partOf(one.name) === partOf(name));
}
