import { CompilerError } from '../compiler-error.ts';
import type { ConvolutionShape } from '../operations/conv2d.ts';
import { blockedConvolution, blockedFlippedConvolution } from './blocked.ts';
import { directConvolution } from './convolution.ts';
import { INPUT_GRADIENT_LOWERINGS } from './input-gradient.ts';
import type { Lowering, Lowerings } from './lowerings.ts';
import { WEIGHT_GRADIENT_LOWERINGS } from './weight-gradient.ts';

/**
 * The fixed table: the same shape is always written the same way, so that a run can be repeated to the last bit. Its
 * thresholds are measurements on two cores of a Zen 4 processor (the benchmark of training steps).
 */
export const defaultLowerings: Lowerings = {
  convolution: () => directConvolution,
  inputGradient: (shape) => named(INPUT_GRADIENT_LOWERINGS, inputWay(shape), shape),
  weightGradient: (shape) => named(WEIGHT_GRADIENT_LOWERINGS, weightWay(shape), shape),
};

/**
 * The same for a machine that has blocks of so many channels: 3 x 3 convolutions of stride 1 go through them. With
 * larger strides and 1 x 1 kernels, going into blocks and out again costs what it gains.
 */
export function blockedLowerings(block: number): Lowerings {
  const [forwards, backwards] = [blockedConvolution(block), blockedFlippedConvolution(block)];
  const gains = ({ kernel, stride }: ConvolutionShape): boolean => kernel === 3 && stride === 1;
  return {
    ...defaultLowerings,
    convolution: (shape) =>
      gains(shape) && forwards.fits(shape) ? forwards : defaultLowerings.convolution(shape),
    inputGradient: (shape) =>
      gains(shape) && backwards.fits(shape) ? backwards : defaultLowerings.inputGradient(shape),
  };
}

function inputWay({ stride, groups }: ConvolutionShape): string {
  return stride > 1 || groups > 1 ? 'transposedConvolution' : 'flippedConvolution';
}

function weightWay({ c, kernel, stride, outHeight }: ConvolutionShape): string {
  if (c <= 4) return 'asConvolution';
  if (kernel > 1 && stride > 1) return 'gatheredRows';
  if (outHeight >= 28) return 'shiftedProducts';
  return kernel > 1 || stride > 1 ? 'gatheredRows' : 'gatheredProduct';
}

/** The lowering of that name. @throws CompilerError where there is none, or it is wrong for the shape. */
export function named(lowerings: readonly Lowering[], name: string, shape: ConvolutionShape): Lowering {
  const found = lowerings.find((lowering) => lowering.name === name);
  if (found === undefined)
    throw new CompilerError(name, `is no lowering; there are ${lowerings.map((l) => l.name).join(', ')}`);
  if (!found.fits(shape)) throw new CompilerError(name, `cannot lower ${JSON.stringify(shape)}`);
  return found;
}
