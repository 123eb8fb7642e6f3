import { HEMORRHAGE_TYPES } from '@ichor/ct';
import { IchorError } from '@ichor/notices';
import type { Bundle, InputSpecification } from '@ichor/report';
import { calibrate } from './calibrate.ts';
import { mirrored } from './mirrored.ts';
import { sigmoid } from './sigmoid.ts';

/** Images [n, C, size, size] -> their logits [n, types]: a session of some runtime, or a model in training. */
export type Network = (images: Float32Array) => Promise<Float32Array>;

/** What of a bundle says how logits become scores of samples. */
export interface ScoreRule extends Pick<Bundle, 'mirror' | 'calibration'> {
  readonly input: Pick<InputSpecification, 'size'>;
}

export interface ScoreOptions {
  /** Whose scores they are, for the message; "network" by default. */
  readonly subject?: string | undefined;
  /** Called after each batch with how many samples are scored. */
  readonly onProgress?: ((done: number) => void) | undefined;
}

/**
 * Images of samples -> their scores: logits through the sigmoid, the mean over each sample and its mirror image where the rule
 * says so, calibrated where it says how.
 *
 * @param batches each [n, C, size, size], as `networkInput` gives them; together the N samples, in their order
 * @returns [N, types]
 * @throws IchorError `scores-invalid` where the network gives something that is not a number
 * @throws RangeError where it gives other than `types` logits a sample
 */
export async function scoreSamples(
  network: Network,
  batches: Iterable<Float32Array> | AsyncIterable<Float32Array>,
  rule: ScoreRule,
  { subject = 'network', onProgress }: ScoreOptions = {},
): Promise<Float64Array> {
  const types = HEMORRHAGE_TYPES.length;
  const parts: Float64Array[] = [];
  let length = 0;
  for await (const images of batches) {
    const part = await scoreBatch(network, images, rule);
    if (part.length === 0 || part.length % types !== 0)
      throw new RangeError(`scoreSamples: ${part.length} logits are no rows of ${types}`);
    parts.push(part);
    length += part.length;
    onProgress?.(length / types);
  }
  const scores = new Float64Array(length);
  let at = 0;
  for (const part of parts) {
    scores.set(part, at);
    at += part.length;
  }
  if (scores.some(Number.isNaN))
    throw new IchorError({
      code: 'scores-invalid',
      subject,
      problem: 'gives scores that are not numbers',
    });
  return rule.calibration ? calibrate(scores, rule.calibration) : scores;
}

/** [n, C, size, size] -> [n, types] */
async function scoreBatch(
  network: Network,
  images: Float32Array,
  { mirror, input }: ScoreRule,
): Promise<Float64Array> {
  const passes = mirror ? [images, mirrored(images, input.size)] : [images];
  const scores: Float64Array[] = [];
  for (const pass of passes) scores.push(Float64Array.from(await network(pass), sigmoid));
  return scores[0]!.map((_, i) => scores.reduce((sum, own) => sum + own[i]! / passes.length, 0));
}
