import { type Batch, epochOrder, type MixPart, type Prepared } from '@ichor/dataset';
import { IchorError } from '@ichor/notices';

/** What batches are drawn from, as `openBatches` was told. */
interface Plan {
  readonly mix: readonly (MixPart & { readonly prepared: Prepared })[];
  readonly seed: number;
  /** In a batch. */
  readonly samples: number;
  readonly stepsPerEpoch: number;
}

/**
 * Refuses a batch in which a pixel or a label is no number: it would make every weight one.
 *
 * @throws IchorError `data-not-a-number` naming source, patient and slice
 */
export function refuseOddBatch(
  { images, labels, step, epoch }: Pick<Batch, 'images' | 'labels' | 'step' | 'epoch'>,
  plan: Plan,
): void {
  const { mix, seed, samples, stepsPerEpoch } = plan;
  for (const values of [images, labels]) {
    if (areFinite(values)) continue;
    const at = values.findIndex((value) => !Number.isFinite(value));
    const sample = Math.floor(at / (values.length / samples));
    const place = 2 * ((step % stepsPerEpoch) * samples + sample);
    const [part = 0, row = 0] = epochOrder(mix, seed, epoch).subarray(place, place + 2);
    const prepared = mix[part]?.prepared;
    throw new IchorError({
      code: 'data-not-a-number',
      subject: `${prepared?.name}, patient ${prepared?.patients[row]}, slice ${prepared?.slices[row]}`,
      problem: `holds ${values === images ? 'a pixel' : 'a label'} that is ${values[at]}`,
    });
  }
}

/** Nothing else than finite numbers gives 0 when it is multiplied by 0: one pass without a question a value. */
function areFinite(values: Float32Array): boolean {
  let zero = 0;
  for (let i = 0; i < values.length; i++) zero += values[i]! * 0;
  return zero === 0;
}
