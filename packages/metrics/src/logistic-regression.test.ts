import { expect, test } from 'vitest';
import { fitLogisticRegression, logisticScores } from './logistic-regression.ts';

test('one binary feature gives each group its own log odds', () => {
  // 10 slices without: 2 positive; 10 with: 7 positive.
  const features = [...Array(10).fill(0), ...Array(10).fill(1)];
  const labels = [...Array(10).keys()]
    .map((i) => Number(i < 2))
    .concat([...Array(10).keys()].map((i) => Number(i < 7)));
  const [without, withIt] = logisticScores(fitLogisticRegression(features, labels), [0, 1]);
  // The ridge of 1e-3 pulls a little.
  expect(without).toBeCloseTo(Math.log(2 / 8), 2);
  expect(withIt).toBeCloseTo(Math.log(7 / 3), 2);
});

test('at the fit the gradient of the penalized likelihood is nought', () => {
  const features = Array.from({ length: 60 }, (_, i) => Math.sin(i * 1.7) + (i % 3));
  const labels = Array.from({ length: 20 }, (_, i) => Number((i * 7) % 5 > 2));
  const model = fitLogisticRegression(features, labels);
  const beta = [model.intercept, ...model.coefficients];
  const scores = logisticScores(model, features);
  beta.forEach((coefficient, k) => {
    const x = (i: number) =>
      k === 0 ? 1 : (features[i * 3 + k - 1]! - model.means[k - 1]!) / model.deviations[k - 1]!;
    const gradient = labels.reduce(
      (sum, label, i) => sum + x(i) * (label - 1 / (1 + Math.exp(-scores[i]!))),
      0,
    );
    expect(gradient - 1e-3 * coefficient).toBeCloseTo(0, 9);
  });
});

test('a constant feature and lengths that do not fit are refused', () => {
  expect(() => fitLogisticRegression([1, 1], [0, 1])).toThrow('constant');
  expect(() => fitLogisticRegression([1, 2, 3], [0, 1])).toThrow(RangeError);
});
