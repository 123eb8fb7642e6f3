import {
  adam,
  adamW,
  isLearned,
  type Model,
  type Optimizer,
  type ParameterSpecification,
  sgd,
} from '@ichor/compiler';
import type { Recipe } from './recipe.ts';

/** How an optimizer treats one parameter. */
export interface UpdateRule {
  readonly name: string;
  /** The rate of a step counts so many times. */
  readonly rateFactor: number;
  readonly decays: boolean;
}

/** The optimizer of a recipe. */
export function recipeOptimizer({ optimizer = 'adam', weightDecay }: Recipe): Optimizer {
  if (optimizer === 'adam') return adam({ weightDecay });
  if (optimizer === 'adamW') return adamW({ weightDecay });
  const { kind: _, ...options } = optimizer;
  return sgd({ ...options, weightDecay });
}

/** Whether a recipe leaves a parameter as it starts. */
export const isFrozen = ({ frozen = [] }: Pick<Recipe, 'frozen'>, name: string): boolean =>
  frozen.some((prefix) => name.startsWith(prefix));

/** A rule for each parameter that a recipe trains, in the model's order. */
export function updateRules(
  model: Model,
  recipe: Pick<Recipe, 'decay' | 'frozen' | 'rateFactors'>,
): UpdateRule[] {
  const factors = Object.entries(recipe.rateFactors ?? {}).sort(([a], [b]) => b.length - a.length);
  return model.parameters
    .filter((parameter) => isLearned(parameter) && !isFrozen(recipe, parameter.name))
    .map((parameter) => ({
      name: parameter.name,
      rateFactor: factors.find(([prefix]) => parameter.name.startsWith(prefix))?.[1] ?? 1,
      decays: recipe.decay !== 'kernels' || isKernel(parameter),
    }));
}

const isKernel = ({ role }: ParameterSpecification): boolean =>
  role === 'convWeight' || role === 'linearWeight';
