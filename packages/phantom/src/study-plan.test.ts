import { inputSpecification, networkPlanes } from '@ichor/scoring';
import { expect, test } from 'vitest';
import { BLEED_TYPES } from './bleed-request.ts';
import { renderSeries } from './render-series.ts';
import { simulatePatient } from './simulate-patient.ts';
import { simulatedSeries, studyPlan } from './study-plan.ts';

test('a population has its share of empty studies, all types alike, and volumes in range', () => {
  const plans = Array.from({ length: 1500 }, (_, i) => studyPlan('population', i));
  const empty = plans.filter((plan) => plan.bleeds.length === 0).length;
  expect(empty / 1500).toBeCloseTo(0.35, 1);
  const single = plans.filter((plan) => plan.bleeds.length === 1);
  for (const type of BLEED_TYPES) {
    const share = single.filter((plan) => plan.bleeds[0]!.type === type).length / single.length;
    expect(share).toBeGreaterThan(0.15);
    expect(share).toBeLessThan(0.25);
  }
  for (const { volumeMl } of plans.flatMap((plan) => plan.bleeds)) {
    expect(volumeMl).toBeGreaterThanOrEqual(0.5);
    expect(volumeMl).toBeLessThanOrEqual(80);
  }
});

test('a plan follows from seed and index alone', () => {
  expect(studyPlan('s', 7)).toEqual(studyPlan('s', 7));
  expect(studyPlan('s', 7)).not.toEqual(studyPlan('s', 8));
});

test('a population renders, with labels and masks for what was planned', () => {
  const options = {
    emptyShare: 0,
    combinationShare: 0,
    types: ['intraparenchymal'],
    volumeMl: [5, 20],
    render: { rows: 48, columns: 48, fieldOfViewMm: 'fit', coverage: [-40, 60] },
  } as const;
  for (const { labels, masks, plan, patient } of simulatedSeries('few', 2, options)) {
    expect(patient.bleeds[0]!.requestedMl).toBe(plan.bleeds[0]!.volumeMl);
    expect(masks.some((mask) => mask.intraparenchymal)).toBe(true);
    expect(labels.some((label) => label === 1)).toBe(true);
  }
});

test('the network sees the same head from 512 pixels and from 192, within the noise', () => {
  const patient = simulatePatient('agree', { age: 45, bleeds: [{ type: 'intraparenchymal', volumeMl: 10 }] });
  const specification = inputSpecification(128);
  const options = { coverage: [15, 26], offsetMm: 0, headrest: false } as const;
  const planes = (more: object) =>
    networkPlanes(renderSeries(patient, { ...options, ...more }).series, specification).planes;
  const large = planes({ noise: 0 });
  const small = planes({ noise: 0, rows: 192, fieldOfViewMm: 'fit' });
  const noisy = planes({ noise: 3.3 });
  const otherNoise = planes({ noise: 3.3, seed: 'other' });
  const matrix = meanDifferenceInBrain(large, small);
  const noise = meanDifferenceInBrain(noisy, otherNoise);
  // Measured: about 1.3 HU between the matrices and 2.9 HU between two draws of the noise.
  expect(matrix).toBeLessThan(noise);
  expect(matrix).toBeLessThan(2.2);
});

/** HU, over pixels that are neither black nor white in both. */
function meanDifferenceInBrain(a: Uint8Array, b: Uint8Array): number {
  let sum = 0;
  let count = 0;
  for (let i = 0; i < a.length; i++) {
    if (Math.min(a[i]!, b[i]!) < 60 || Math.max(a[i]!, b[i]!) > 170) continue;
    sum += (Math.abs(a[i]! - b[i]!) * 120) / 255;
    count++;
  }
  expect(count).toBeGreaterThan(3000);
  return sum / count;
}
