import { CompilerError } from '../compiler-error.ts';
import type { ConvolutionShape } from '../operations/conv2d.ts';
import { directConvolution } from './convolution.ts';
import { INPUT_GRADIENT_LOWERINGS, turnsRound } from './input-gradient.ts';
import type { Lowering, Lowerings } from './lowerings.ts';
import { blockedWays } from './ways.ts';
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
 * The same for a machine that has blocks of so many channels: what fills them goes through them, and maps stay in them from
 * layer to layer.
 */
export function blockedLowerings(block: number): Lowerings {
  const ways = blockedWays(block);
  const first = (of: readonly Lowering[], shape: ConvolutionShape) => of.find((way) => way.fits(shape));
  return {
    ...defaultLowerings,
    convolution: (shape) => first(ways.convolution, shape) ?? defaultLowerings.convolution(shape),
    inputGradient: (shape) => first(ways.inputGradient, shape) ?? defaultLowerings.inputGradient(shape),
    weightGradient: (shape) => {
      // A product of whole maps is faster where a kernel has one place alone.
      const isProduct = shape.kernel === 1 && shape.groups === 1;
      return (
        (isProduct ? undefined : first(ways.weightGradient, shape)) ?? defaultLowerings.weightGradient(shape)
      );
    },
  };
}

function inputWay(shape: ConvolutionShape): string {
  return shape.groups > 1 || !turnsRound(shape) ? 'transposedConvolution' : 'flippedConvolution';
}

function weightWay({ c, kernel, stride, groups, outHeight }: ConvolutionShape): string {
  if (groups > 1) return 'shiftedProducts';
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
