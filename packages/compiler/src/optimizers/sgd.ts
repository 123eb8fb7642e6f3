import { CompilerError } from '../compiler-error.ts';
import type { Optimizer } from './optimizer.ts';

export interface SgdOptions {
  readonly momentum?: number;
  readonly nesterov?: boolean;
  readonly weightDecay?: number;
}

/**
 * Stochastic gradient descent as torch.optim.SGD has it: v = momentum v + g (the first step takes g itself, which is the
 * same as v = 0 before), and the parameter moves by rate v, or with Nesterov's momentum by rate (g + momentum v). Weight
 * decay is added to the gradient.
 */
export function sgd(options: SgdOptions = {}): Optimizer {
  const { momentum = 0, nesterov = false, weightDecay = 0 } = options;
  if (nesterov && momentum === 0)
    throw new CompilerError('sgd', "has no Nesterov's momentum without momentum");
  return {
    kind: 'sgd',
    settings: { kind: 'sgd', options },
    slots: momentum === 0 ? 0 : 1,
    update(parameter, gradient, [velocity], { rate, gradientScale = 1, decays = true }) {
      const decay = decays ? weightDecay : 0;
      for (let i = 0; i < parameter.length; i++) {
        const p = parameter[i] as number;
        const g = gradientScale * (gradient[i] as number) + decay * p;
        if (velocity === undefined) {
          parameter[i] = p - rate * g;
          continue;
        }
        const v = momentum * (velocity[i] as number) + g;
        velocity[i] = v;
        parameter[i] = p - rate * (nesterov ? g + momentum * v : v);
      }
    },
  };
}
