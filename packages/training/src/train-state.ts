import type { Model, Optimizer, ParameterMap, Tensor } from '@ichor/compiler';
import { IchorError } from '@ichor/notices';
import { sharedFloats } from './updater.ts';

/** What an optimizer remembers: how many steps were taken, and its slots for each learned parameter. */
export interface OptimizerState {
  step: number;
  readonly slots: Map<string, Float32Array[]>;
}

/** All that a training step goes on from beside the parameters. */
export interface TrainState {
  readonly optimizer: OptimizerState;
  /** The moving average of each parameter; undefined where none is taken. */
  readonly average: Map<string, Float32Array> | undefined;
}

/**
 * Own copies of the model's parameters.
 *
 * @throws IchorError `weights-other-model` where one is missing or of another shape
 */
export function copyParameters(model: Model, parameters: ParameterMap): Map<string, Tensor> {
  return new Map(
    model.parameters.map(({ name, shape }) => {
      const tensor = parameters.get(name);
      if (tensor === undefined || tensor.shape.join() !== shape.join())
        throw otherModel(
          model,
          name,
          tensor === undefined ? 'is not among them' : `is of shape [${tensor.shape}], not [${shape}]`,
        );
      return [name, { shape, data: sharedCopy(tensor.data) }];
    }),
  );
}

/**
 * An optimizer's state for the parameters of these names: a copy of an earlier one, or the first.
 *
 * @throws IchorError `weights-other-model` where the earlier one is of another optimizer or other parameters
 */
export function startOptimizer(
  model: Model,
  optimizer: Optimizer,
  parameters: ParameterMap,
  names: readonly string[],
  before: OptimizerState | undefined,
): OptimizerState {
  const slots = new Map(
    names.map((name) => {
      const length = parameters.get(name)?.data.length ?? 0;
      const given = before?.slots.get(name);
      if (given && (given.length !== optimizer.slots || given.some((slot) => slot.length !== length)))
        throw otherModel(model, name, `was not updated by ${optimizer.kind}`);
      const empty = () => Array.from({ length: optimizer.slots }, () => sharedFloats(length));
      return [name, given?.map(sharedCopy) ?? empty()];
    }),
  );
  return { step: before?.step ?? 0, slots };
}

/** A copy that several threads may see. */
export function sharedCopy(values: Float32Array): Float32Array {
  const copy = sharedFloats(values.length);
  copy.set(values);
  return copy;
}

const otherModel = (model: Model, name: string, problem: string): IchorError =>
  new IchorError({
    code: 'weights-other-model',
    subject: `weights for ${model.name}`,
    problem: `are of another model: ${name} ${problem}`,
  });
