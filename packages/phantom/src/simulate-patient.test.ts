import { expect, test } from 'vitest';
import { drawAnatomy } from './anatomy.ts';
import { renderSeries } from './render-series.ts';
import { simulatePatient } from './simulate-patient.ts';

test('the same seed makes the same patient', () => {
  const make = () => simulatePatient(11, { bleeds: [{ type: 'intraparenchymal', volumeMl: 12 }] });
  const [{ fields: a, ...one }, { fields: b, ...other }] = [make(), make()];
  expect(one).toEqual(other);
  expect(Buffer.from(a.values.buffer).equals(Buffer.from(b.values.buffer))).toBe(true);
});

test('another seed makes another head', () => {
  expect(drawAnatomy('1', 50, 'F')).not.toEqual(drawAnatomy('2', 50, 'F'));
  expect(simulatePatient(2).bleeds).toEqual([]);
});

test.each([
  ['subarachnoid', 'convexity', 20],
  ['subdural', 'convexity', 25],
] as const)(
  'a %s bleed (%s) of %d ml has that volume, in the patient and in the slices',
  (type, place, volumeMl) => {
    const patient = simulatePatient('volume', { age: 50, bleeds: [{ type, place, volumeMl }] });
    expect(Math.abs(patient.volumesMl[type] / volumeMl - 1)).toBeLessThan(0.05);
    const { masks, series } = renderSeries(patient, { rows: 112, fieldOfViewMm: 'fit', noise: 0 });
    const [, pixelMm] = series.slices[0]!.pixelSpacing!;
    const voxels = masks.reduce((sum, mask) => sum + (mask[type]?.reduce((a, b) => a + b, 0) ?? 0), 0);
    // Whole voxels of at least half blood: what is thin loses some of itself.
    const counted = (voxels * pixelMm * pixelMm * 5) / 1000;
    expect(counted / volumeMl).toBeGreaterThan(type === 'subarachnoid' ? 0.6 : 0.85);
    expect(counted / volumeMl).toBeLessThan(1.15);
  },
);

test('a bleed of a millilitre has the volume asked for', () => {
  const bleeds = [{ type: 'subarachnoid', place: 'basal', volumeMl: 1.2 }] as const;
  const patient = simulatePatient('small', { bleeds });
  expect(Math.abs(patient.volumesMl.subarachnoid / 1.2 - 1)).toBeLessThan(0.05);
});

test('large bleeds are reached as well', () => {
  const patient = simulatePatient('large', {
    age: 70,
    bleeds: [{ type: 'intraventricular', volumeMl: 80, place: 'cast' }],
  });
  expect(Math.abs(patient.volumesMl.intraventricular / 80 - 1)).toBeLessThan(0.05);
});

test('several bleeds in one patient share the space: each voxel counts once', () => {
  const patient = simulatePatient('several', {
    bleeds: [
      { type: 'subarachnoid', volumeMl: 8 },
      { type: 'subdural', volumeMl: 20 },
      { type: 'epidural', volumeMl: 15 },
    ],
  });
  expect(patient.bleeds.map((bleed) => bleed.type)).toEqual(['epidural', 'subdural', 'subarachnoid']);
  expect(patient.volumesMl.epidural).toBeGreaterThan(12);
  expect(patient.volumesMl.subdural).toBeGreaterThan(8);
});

test('volumes outside 0.5 to 100 ml and unknown places are refused', () => {
  expect(() => simulatePatient(1, { bleeds: [{ type: 'epidural', volumeMl: 0.1 }] })).toThrow(
    '0.5 to 100 ml',
  );
  expect(() => simulatePatient(1, { bleeds: [{ type: 'epidural', volumeMl: Number.NaN }] })).toThrow(
    '0.5 to 100',
  );
  expect(() => simulatePatient(1, { bleeds: [{ type: 'epidural', volumeMl: 5, place: 'pons' }] })).toThrow(
    'temporal, parietal',
  );
});

test('what finds no room is refused, or shrinks where that is allowed', () => {
  const bleeds = [{ type: 'subdural', volumeMl: 100, place: 'falx' }] as const;
  expect(() => simulatePatient('full', { age: 1, bleeds })).toThrow('finds no room');
  const patient = simulatePatient('full', { age: 1, bleeds, shrinkToFit: true });
  expect(patient.volumesMl.subdural).toBeGreaterThan(3);
  expect(patient.volumesMl.subdural).toBeLessThan(60);
});
