import {
  elementCount,
  maskName,
  type Objective,
  type Tensor,
  type TrainingGraph,
  truthName,
} from '@ichor/compiler';

/** The samples of an update. */
export interface StepInput {
  readonly images: Float32Array; // [samples, C, S, S]
  /** What is true of each head that the objective names: 0 to 1, in the shape of the head's values. Others are not read. */
  readonly truths: Readonly<Record<string, Float32Array>>;
  /** For each term with a mask, how much each sample counts in it [samples]. */
  readonly masks?: Readonly<Record<string, Float32Array>>;
}

/**
 * Cuts the samples of an update into batches, as the graph's inputs take them, without a copy.
 *
 * @throws RangeError where an array that the objective needs isn't there, or is of another length
 */
export function microBatches(
  { images, truths, masks }: StepInput,
  graph: Pick<TrainingGraph, 'inputs'>,
  objective: Objective,
  count: number,
): Record<string, Tensor>[] {
  const arrays = new Map<string, Float32Array | undefined>([['images', images]]);
  for (const { head, mask } of objective) {
    arrays.set(truthName(head), truths[head]);
    if (mask) arrays.set(maskName(head), masks?.[head]);
  }
  const shapes = new Map(graph.inputs.map(({ name, shape }) => [name, shape]));
  const cut = [...arrays].map(([name, values]) => {
    const shape = shapes.get(name) ?? [];
    const length = elementCount(shape);
    if (values?.length !== count * length)
      throw new RangeError(
        `TrainStep.step: ${name} hold ${values?.length ?? 'no'} values instead of ${count === 1 ? '' : `${count} x `}[${shape}]`,
      );
    return { name, shape, length, values };
  });
  return Array.from({ length: count }, (_, i) =>
    Object.fromEntries(
      cut.map(({ name, shape, length, values }) => [
        name,
        { shape, data: values.subarray(i * length, (i + 1) * length) },
      ]),
    ),
  );
}
