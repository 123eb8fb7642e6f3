import type { ConvolutionShape } from '../operations/conv2d.ts';
import { directConvolution } from './convolution.ts';
import { named } from './default-lowerings.ts';
import { INPUT_GRADIENT_LOWERINGS } from './input-gradient.ts';
import type { Lowerings } from './lowerings.ts';
import { WEIGHT_GRADIENT_LOWERINGS } from './weight-gradient.ts';

/**
 * The fixed table for GPUs. Input gradients are transposed convolutions, which is what GPU libraries have for them; weight
 * gradients are one large product, or shifted products where each channel has its own kernel. No way reorders values with an
 * operator that only processors have.
 */
export const portableLowerings: Lowerings = {
  target: 'gpu',
  convolution: () => directConvolution,
  inputGradient: (shape) => named(INPUT_GRADIENT_LOWERINGS, 'transposedConvolution', shape),
  weightGradient: (shape) => named(WEIGHT_GRADIENT_LOWERINGS, weightWay(shape), shape),
};

function weightWay({ groups }: ConvolutionShape): string {
  return groups === 1 ? 'gatheredProduct' : 'shiftedProducts';
}
