import type { Operator } from '../node.ts';
import type { Operation } from '../operation.ts';
import { addOperation } from './add.ts';
import { batchNormOperation } from './batch-norm.ts';
import { binaryCrossEntropyOperation } from './binary-cross-entropy.ts';
import { classActivationMapOperation } from './class-activation-map.ts';
import { conv2dOperation } from './conv2d.ts';
import { globalAveragePoolOperation } from './global-average-pool.ts';
import { linearOperation } from './linear.ts';
import { maxPoolOperation } from './max-pool.ts';
import { reluOperation } from './relu.ts';
import { sigmoidOperation } from './sigmoid.ts';

type Operations = { readonly [K in Operator['kind']]: Operation<Extract<Operator, { kind: K }>> };

/** How each kind of operator is computed and differentiated: one more operator is one file and one line. */
const OPERATIONS: Operations = {
  add: addOperation,
  batchNorm: batchNormOperation,
  binaryCrossEntropy: binaryCrossEntropyOperation,
  classActivationMap: classActivationMapOperation,
  conv2d: conv2dOperation,
  globalAveragePool: globalAveragePoolOperation,
  linear: linearOperation,
  maxPool: maxPoolOperation,
  relu: reluOperation,
  sigmoid: sigmoidOperation,
};

export const operationOf = (node: Operator): Operation<Operator> =>
  OPERATIONS[node.kind] as Operation<Operator>;
