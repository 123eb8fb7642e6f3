import { CompilerError } from '../compiler-error.ts';

/** How many places a window has along one side of a map (PyTorch's and ONNX's formula, rounded down). */
export function slidingSize(
  subject: string,
  length: number,
  window: { kernel: number; stride: number; padding: number; dilation: number },
): number {
  const reach = window.dilation * (window.kernel - 1) + 1;
  const size = Math.floor((length + 2 * window.padding - reach) / window.stride) + 1;
  if (!(size >= 1))
    throw new CompilerError(subject, `has no place for a window of ${reach} on ${length} pixels`);
  return size;
}
