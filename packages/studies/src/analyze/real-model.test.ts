import { inferenceGraph, type Model, type ParameterMap } from '@ichor/compiler';
import { Rng } from '@ichor/ct';
import { locate, type OpenBundle, openBundle, scoreSeries } from '@ichor/inference';
import { buildModel } from '@ichor/models';
import { formatStudyReport } from '@ichor/report';
import { networkPlanes } from '@ichor/scoring';
import { exampleBundle } from '@ichor/testing/example-bundle';
import { tinySeries } from '@ichor/testing/tiny-series';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { analyzeSeries } from './analyze-series.ts';

const SIZE = 64;
const series = tinySeries({ slices: 9, blood: { x: 30, y: 0, fromMm: 10, toMm: 20 } });

/** Eleven million draws take seconds: weights repeat a short Gaussian sequence, scaled as He et al. (2015) do. */
function quickParameters(model: Model): ParameterMap {
  const rng = Rng.of('inference test');
  const draws = Float32Array.from({ length: 4099 }, () => rng.normal());
  return new Map(
    model.parameters.map(({ name, shape, role }) => {
      const data = new Float32Array(shape.reduce((a, b) => a * b, 1));
      if (role === 'normWeight' || role === 'runningVariance') data.fill(1);
      if (role === 'convWeight' || role === 'linearWeight') {
        // An untrained residual network ends in large features: the classifier is kept small.
        const deviation = role === 'linearWeight' ? 1e-4 : Math.sqrt((2 * shape[0]!) / data.length);
        for (let i = 0; i < data.length; i++) data[i] = deviation * draws[i % draws.length]!;
      }
      return [name, { shape, data }];
    }),
  );
}

describe('a ResNet-18 with random weights', () => {
  let opened: OpenBundle;
  let mirroring: OpenBundle;

  beforeAll(async () => {
    const model = buildModel('resnet18', { classes: 6, channels: 3 });
    const onnx = inferenceGraph(model, quickParameters(model), {
      batch: 'dynamic',
      size: SIZE,
      cam: true,
      weights: 'float16',
    });
    const example = exampleBundle({ size: SIZE, threshold: 1 });
    const first = example.operatingPoints[0]!;
    const bundle = {
      ...example,
      // One type with one key slice: sixty-four passes for its map.
      operatingPoints: [
        { ...first, thresholds: { ...first.thresholds, any: { ...first.thresholds.any, value: 0 } } },
      ],
      aggregation: { ...example.aggregation, count: 1 },
    };
    opened = await openBundle({ bundle, sha256: '0'.repeat(64), model: onnx });
    mirroring = { ...opened, bundle: { ...opened.bundle, mirror: true } };
  });

  afterAll(() => opened.dispose());

  it('has maps whose mean is its logits', async () => {
    const { planes, sampleScores } = await scoreSeries(opened, series);
    const { cam, rows, columns } = await locate(opened, series, planes, 4, 1000);
    expect([rows, columns]).toEqual([2, 2]);
    for (let type = 0; type < 6; type++) {
      const map = cam.subarray(type * 4, type * 4 + 4);
      const logit = Math.log(sampleScores[24 + type]! / (1 - sampleScores[24 + type]!));
      expect((map[0]! + map[1]! + map[2]! + map[3]!) / 4).toBeCloseTo(logit, 4);
    }
  });

  it('scores a series and its mirror image alike where the bundle averages the two', async () => {
    const turned = tinySeries({ slices: 9, blood: { x: -30, y: 0, fromMm: 10, toMm: 20 } });
    const [one, other] = [await scoreSeries(mirroring, series), await scoreSeries(mirroring, turned)];
    const [plain, plainOther] = [await scoreSeries(opened, series), await scoreSeries(opened, turned)];
    expect(one.scores.any).toBeCloseTo(other.scores.any, 5);
    expect(Math.abs(plain.scores.any - plainOther.scores.any)).toBeGreaterThan(1e-6);
  });

  it('refines its maps without moving them: a fine cell at a coarse centre holds about the coarse value', async () => {
    const planes = networkPlanes(series, opened.bundle.input);
    const fine = await locate(opened, series, planes, 4, 32);
    expect(fine.rows).toBe(6);
    const coarse = await locate(opened, series, planes, 4, 1000);
    // k = 3: the middle of each three is the unshifted picture, exactly.
    for (let row = 0; row < 2; row++) {
      for (let column = 0; column < 2; column++) {
        const at = (row * 3 + 1) * fine.columns + column * 3 + 1;
        expect(fine.cam[at]).toBeCloseTo(coarse.cam[row * 2 + column]!, 4);
      }
    }
  });

  it('reads a study into the same bytes twice', async () => {
    const text = async () => formatStudyReport(await analyzeSeries(opened, [series], { unreadableFiles: 0 }));
    const first = await text();
    expect(first).toContain('"answer": "above-threshold"');
    expect(await text()).toBe(first);
  });
});
