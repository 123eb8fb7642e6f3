import { isIchorError } from '@ichor/notices';
import { expect, test } from 'vitest';
import { scoreSamples } from './score-samples.ts';

const SIZE = 2;
const rule = { input: { size: SIZE }, mirror: false };
/** One channel; the logit of type t is the t-th pixel, of the last two types 0. */
const network = async (images: Float32Array): Promise<Float32Array> =>
  Float32Array.from({ length: (images.length / 4) * 6 }, (_, i) =>
    i % 6 < 4 ? images[Math.floor(i / 6) * 4 + (i % 6)]! : 0,
  );
const sigmoid = (logit: number) => 1 / (1 + Math.exp(-logit));

test('a logit becomes its sigmoid, samples in the order of their batches', async () => {
  const done: number[] = [];
  const scores = await scoreSamples(
    network,
    [Float32Array.of(1, 2, 3, 4, -1, -2, -3, -4), Float32Array.of(0, 0, 0, 9)],
    rule,
    { onProgress: (count) => done.push(count) },
  );
  expect([...scores]).toEqual([1, 2, 3, 4, 0, 0, -1, -2, -3, -4, 0, 0, 0, 0, 0, 9, 0, 0].map(sigmoid));
  expect(done).toEqual([2, 3]);
});

test('where the rule mirrors, probabilities and not logits are averaged with those of the mirror image', async () => {
  const scores = await scoreSamples(network, [Float32Array.of(4, -2, 1, 0)], { ...rule, mirror: true });
  const [outer, inner] = [(sigmoid(4) + sigmoid(-2)) / 2, (sigmoid(1) + sigmoid(0)) / 2];
  expect([...scores]).toEqual([outer, outer, inner, inner, 0.5, 0.5]);
});

test('a calibration is applied to the mean of both passes, by type', async () => {
  const same = { slope: 1, intercept: 0 };
  const perType = {
    epidural: { slope: 2, intercept: -1 },
    intraparenchymal: same,
    intraventricular: same,
    subarachnoid: same,
    subdural: { slope: 1, intercept: 3 },
    any: same,
  };
  const calibration = { method: 'logistic', from: 'a test', perType } as const;
  const mean = (sigmoid(4) + sigmoid(-2)) / 2;
  const scores = await scoreSamples(network, [Float32Array.of(4, -2, 1, 0)], {
    ...rule,
    mirror: true,
    calibration,
  });
  expect(scores[0]).toBeCloseTo(sigmoid(2 * Math.log(mean / (1 - mean)) - 1), 12);
  expect(scores[1]).toBeCloseTo(mean, 12);
  expect(scores[4]).toBeCloseTo(sigmoid(3), 12);
});

test('batches may come later', async () => {
  async function* later() {
    yield Float32Array.of(0, 0, 0, 0);
  }
  expect([...(await scoreSamples(network, later(), rule))]).toEqual([0.5, 0.5, 0.5, 0.5, 0.5, 0.5]);
});

test('a network that gives no numbers, or not six of them a sample, is refused', async () => {
  const images = [Float32Array.of(Number.NaN, 0, 0, 0)];
  const error = await scoreSamples(network, images, rule, { subject: 'bundle x' }).catch(
    (caught: unknown) => caught,
  );
  expect(isIchorError(error) && [error.code, error.subject]).toEqual(['scores-invalid', 'bundle x']);
  await expect(scoreSamples(async () => new Float32Array(5), images, rule)).rejects.toThrow('5 logits');
});
