import type { Operator } from '../node.ts';
import type { Operation } from '../operation.ts';
import { addOperation } from './add.ts';
import { averagePoolOperation } from './average-pool.ts';
import { batchNormOperation } from './batch-norm.ts';
import { binaryCrossEntropyOperation } from './binary-cross-entropy.ts';
import { classActivationMapOperation } from './class-activation-map.ts';
import { concatOperation } from './concat.ts';
import { conv2dOperation } from './conv2d.ts';
import { dropoutOperation } from './dropout.ts';
import { foldedBiasOperation, foldedKernelsOperation } from './folded-norm.ts';
import { globalAveragePoolOperation } from './global-average-pool.ts';
import { linearOperation } from './linear.ts';
import { maxPoolOperation } from './max-pool.ts';
import { multiplyOperation } from './multiply.ts';
import { reluOperation } from './relu.ts';
import { relu6Operation } from './relu6.ts';
import { sigmoidOperation } from './sigmoid.ts';
import { siluOperation } from './silu.ts';
import { softDiceOperation } from './soft-dice.ts';
import { upsampleOperation } from './upsample.ts';

type Operations = { readonly [K in Operator['kind']]: Operation<Extract<Operator, { kind: K }>> };

/** How each kind of operator is computed and differentiated: one more operator is one file and one line. */
const OPERATIONS: Operations = {
  add: addOperation,
  averagePool: averagePoolOperation,
  batchNorm: batchNormOperation,
  binaryCrossEntropy: binaryCrossEntropyOperation,
  classActivationMap: classActivationMapOperation,
  concat: concatOperation,
  conv2d: conv2dOperation,
  dropout: dropoutOperation,
  foldedBias: foldedBiasOperation,
  foldedKernels: foldedKernelsOperation,
  globalAveragePool: globalAveragePoolOperation,
  linear: linearOperation,
  maxPool: maxPoolOperation,
  multiply: multiplyOperation,
  relu6: relu6Operation,
  relu: reluOperation,
  sigmoid: sigmoidOperation,
  silu: siluOperation,
  softDice: softDiceOperation,
  upsample: upsampleOperation,
};

export const operationOf = (node: Operator): Operation<Operator> =>
  OPERATIONS[node.kind] as Operation<Operator>;
