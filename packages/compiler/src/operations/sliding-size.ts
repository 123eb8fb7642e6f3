/** How many places a window has along one side of a map (PyTorch's and ONNX's formula, rounded down); less than 1: none. */
export function slidingSize(
  length: number,
  window: { kernel: number; stride: number; padding: number; paddingAfter: number; dilation: number },
): number {
  const reach = window.dilation * (window.kernel - 1) + 1;
  return Math.floor((length + window.padding + window.paddingAfter - reach) / window.stride) + 1;
}
