import { exampleBundle } from '@ichor/testing/example-bundle';
import { expect, test } from 'vitest';
import { atOperatingPoint, thresholdsOf } from './operating-point.ts';

test('calls are made with the first operating point, or with the one that is named', () => {
  const { operatingPoints } = exampleBundle({ threshold: 0.2 });
  const other = {
    ...operatingPoints[0]!,
    name: 'other',
    thresholds: exampleBundle({ threshold: 0.7 }).operatingPoints[0]!.thresholds,
  };
  const bundle = { operatingPoints: [operatingPoints[0]!, other] };
  expect(thresholdsOf(bundle).any.value).toBe(0.2);
  const turned = atOperatingPoint(bundle, 'other');
  expect(thresholdsOf(turned).any.value).toBe(0.7);
  expect(turned.operatingPoints.map(({ name }) => name)).toEqual(['other', 'sensitive']);
});

test('a point that is not there is an error, and so is a bundle without any', () => {
  expect(() => atOperatingPoint(exampleBundle(), 'screening')).toThrow('no screening');
  expect(() => thresholdsOf({ operatingPoints: [] })).toThrow('without operating points');
});
