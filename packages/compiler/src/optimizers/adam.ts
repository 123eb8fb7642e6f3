import { CompilerError } from '../compiler-error.ts';
import type { Optimizer, UpdateStep, Values } from './optimizer.ts';

export interface AdamOptions {
  readonly betas?: readonly [number, number];
  readonly epsilon?: number;
  readonly weightDecay?: number;
}

/** Adam (Kingma and Ba 2015); weight decay is added to the gradient (L2), as torch.optim.Adam has it. */
export const adam = (options: AdamOptions = {}): Optimizer => rule('adam', options);

/** AdamW (Loshchilov and Hutter 2019): weight decay shrinks the parameter itself, by rate x decay. */
export const adamW = (options: AdamOptions = {}): Optimizer =>
  rule('adamW', { weightDecay: 0.01, ...options });

function rule(kind: 'adam' | 'adamW', options: AdamOptions): Optimizer {
  const { betas = [0.9, 0.999], epsilon = 1e-8, weightDecay = 0 } = options;
  const l2 = kind === 'adam' ? weightDecay : 0;
  const decay = kind === 'adamW' ? weightDecay : 0;
  return {
    kind,
    settings: { kind, options },
    slots: 2,
    update(parameter, gradient, slots, step) {
      const [first, second] = slots;
      if (first === undefined || second === undefined)
        throw new CompilerError(kind, 'needs two slots a parameter');
      const constants = { betas, epsilon, ...(step.decays === false ? NO_DECAY : { l2, decay }) };
      move(parameter, gradient, first, second, constants, step);
    },
  };
}

const NO_DECAY = { l2: 0, decay: 0 };

interface Constants {
  readonly betas: readonly [number, number];
  readonly epsilon: number;
  readonly l2: number;
  readonly decay: number;
}

/*
 * m = b1 m + (1 - b1) g,  v = b2 v + (1 - b2) g^2,
 * p = p - rate / (1 - b1^t) m / (sqrt(v) / sqrt(1 - b2^t) + epsilon)
 */
function move(
  parameter: Values,
  gradient: Values,
  first: Values,
  second: Values,
  { betas: [b1, b2], epsilon, l2, decay }: Constants,
  { rate, step, gradientScale = 1 }: UpdateStep,
): void {
  const pace = rate / (1 - b1 ** step);
  const correction = 1 / Math.sqrt(1 - b2 ** step);
  const keep = 1 - rate * decay;
  for (let i = 0; i < parameter.length; i++) {
    const p = parameter[i] as number;
    const g = gradientScale * (gradient[i] as number) + l2 * p;
    const m = b1 * (first[i] as number) + (1 - b1) * g;
    const v = b2 * (second[i] as number) + (1 - b2) * g * g;
    first[i] = m;
    second[i] = v;
    parameter[i] = keep * p - (pace * m) / (Math.sqrt(v) * correction + epsilon);
  }
}
