import { isIchorError } from '@ichor/notices';
import type { OperatingPoint } from '@ichor/report';
import { inputSpecification, standardAggregation } from '@ichor/scoring';
import { expect, test } from 'vitest';
import { chooseThresholds, type ScoredSlices } from './choose-thresholds.ts';

/** One slice a patient: the score and label of every type. */
function scored(patients: readonly { score: number; positive: readonly boolean[] }[]): ScoredSlices {
  const names = patients.map((_, i) => `p${i}`);
  return {
    predictions: {
      patients: names,
      slices: names,
      scores: Float64Array.from(patients.flatMap(({ score }) => Array(6).fill(score))),
    },
    truth: {
      patients: names,
      slices: names,
      labels: Uint8Array.from(patients.flatMap(({ positive }) => positive.map(Number))),
    },
  };
}

const aggregation = standardAggregation(inputSpecification(32));
const all = Array(6).fill(true);
const onlyAny = [false, false, false, false, false, true];

test('types with ten positive real patients take theirs from them, the others from simulated studies', () => {
  const simulated = scored(Array.from({ length: 20 }, (_, i) => ({ score: (i + 1) / 100, positive: all })));
  const real = scored([
    ...Array.from({ length: 9 }, (_, i) => ({ score: 0.5 + i / 100, positive: all })),
    { score: 0.4, positive: onlyAny },
  ]);
  const points = chooseThresholds({ real, simulated, aggregation });
  expect(points.map(({ name }) => name)).toEqual(['sensitive', 'simulated']);
  const [{ thresholds }, { thresholds: simulatedThresholds }] = points as [OperatingPoint, OperatingPoint];
  expect(thresholds.any).toEqual({
    value: 0.4,
    from: '95 % sensitivity, out of fold, on 10 real patients with it',
    source: 'real-out-of-fold',
  });
  expect(thresholds.epidural).toEqual(simulatedThresholds.epidural);
  expect(simulatedThresholds.any).toEqual({
    value: 0.02,
    from: '95 % sensitivity on 20 simulated validation studies with it',
    source: 'simulated-validation',
  });
});

test('a study scores the mean of its three highest slices', () => {
  const names = { patients: ['a', 'a', 'a', 'a'], slices: ['1', '2', '3', '4'] };
  const scores = Float64Array.from([0.1, 0.9, 0.6, 0.3].flatMap((score) => Array(6).fill(score)));
  const labels = new Uint8Array(24).fill(1, 0, 6);
  const [sensitive] = chooseThresholds({
    simulated: { predictions: { ...names, scores }, truth: { ...names, labels } },
    aggregation,
  });
  expect(sensitive!.thresholds.subdural.value).toBeCloseTo(0.6, 12);
});

test('a type that no simulated study shows has no threshold', () => {
  let error: unknown;
  try {
    chooseThresholds({ simulated: scored([{ score: 0.5, positive: onlyAny }]), aggregation });
  } catch (caught) {
    error = caught;
  }
  expect(isIchorError(error) && [error.code, error.subject]).toEqual(['no-positive-study', 'epidural']);
});
