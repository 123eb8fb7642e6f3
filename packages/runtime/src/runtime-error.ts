/** What onnxruntime refused, with its own words as the cause. */
export class RuntimeError extends Error {
  override readonly name: string = 'RuntimeError';
}
