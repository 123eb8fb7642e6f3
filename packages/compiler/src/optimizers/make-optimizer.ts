import { adam, adamW } from './adam.ts';
import type { Optimizer, OptimizerSettings } from './optimizer.ts';
import { sgd } from './sgd.ts';

/** The optimizer that has these settings. */
export function makeOptimizer(settings: OptimizerSettings): Optimizer {
  switch (settings.kind) {
    case 'adam':
      return adam(settings.options);
    case 'adamW':
      return adamW(settings.options);
    case 'sgd':
      return sgd(settings.options);
  }
}
