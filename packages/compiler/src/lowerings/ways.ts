import { blockedConvolution, blockedFlippedConvolution, convolutionIntoBlocks } from './blocked.ts';
import {
  blockedDepthwise,
  blockedDepthwiseInputGradient,
  blockedDepthwiseWeightGradient,
} from './blocked-depthwise.ts';
import { blockedDepthwisePhases, blockedPhases } from './blocked-phases.ts';
import { columnConvolutions } from './column-convolutions.ts';
import { directConvolution } from './convolution.ts';
import { INPUT_GRADIENT_LOWERINGS } from './input-gradient.ts';
import type { Lowering, Lowerings } from './lowerings.ts';
import { WEIGHT_GRADIENT_LOWERINGS } from './weight-gradient.ts';

/** What is lowered: a convolution, or one of its gradients. */
export type LoweringKind = Exclude<keyof Lowerings, 'target'>;
export type Ways = Readonly<Record<LoweringKind, readonly Lowering[]>>;

/** Those that need blocks of so many channels. */
export const blockedWays = (block: number): Ways => ({
  convolution: [blockedConvolution(block), convolutionIntoBlocks(block), blockedDepthwise(block)],
  inputGradient: [
    blockedFlippedConvolution(block),
    blockedDepthwiseInputGradient(block),
    blockedPhases(block),
    blockedDepthwisePhases(block),
  ],
  weightGradient: [blockedDepthwiseWeightGradient(block), columnConvolutions(block)],
});

/** Every way to lower a convolution and its gradients. @param block channels a block, where the machine has blocks */
export function waysToLower(block?: number): Ways {
  const blocked = block === undefined ? undefined : blockedWays(block);
  return {
    convolution: [directConvolution, ...(blocked?.convolution ?? [])],
    inputGradient: [...INPUT_GRADIENT_LOWERINGS, ...(blocked?.inputGradient ?? [])],
    weightGradient: [...WEIGHT_GRADIENT_LOWERINGS, ...(blocked?.weightGradient ?? [])],
  };
}
