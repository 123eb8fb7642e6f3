import { median } from '@ichor/ct';
import { describe, expect, test } from 'vitest';
import type { BleedRequest } from './bleed-request.ts';
import { findBlood } from './blood-samples.ts';
import { FIELD, FIELDS } from './field.ts';
import { fieldLine } from './head-fields.ts';
import { patientNoise, simulatePatient } from './simulate-patient.ts';
import { Tissue } from './tissue.ts';

/** Every sample of a bleed: the fields there and what the head without blood would hold. */
function samplesOf(seed: string, request: BleedRequest) {
  const patient = simulatePatient(seed, { age: 55, bleeds: [request] });
  // The volume asked for is reached wherever the bleed lies.
  expect(Math.abs(patient.volumesMl[request.type] / request.volumeMl - 1)).toBeLessThan(0.05);
  const noise = patientNoise(patient.seed);
  const tissue = new Tissue(patient.anatomy, noise, patient.bleeds);
  const blood = findBlood(patient.fields, tissue, patient.bleeds, 1.5);
  const without = new Tissue(patient.anatomy, noise, []);
  const stride = FIELDS + 3;
  const samples = Array.from({ length: blood.count }, (_, i) => {
    const f = blood.values.subarray(i * stride, i * stride + FIELDS);
    const [x, y, z] = blood.values.subarray(i * stride + FIELDS, (i + 1) * stride) as unknown as number[];
    without.sample(f, x!, y!, z!, 0.75);
    return { f, y: y!, hu: without.hu, fluid: without.fluid, ventricle: without.ventricle };
  });
  expect(samples.length).toBeGreaterThan(300);
  return { patient, samples };
}

const share = <T>(items: readonly T[], test: (item: T) => boolean) =>
  items.filter(test).length / items.length;

describe('each bleed lies where it belongs', () => {
  test('epidural: between the skull and the brain, thick in the middle', () => {
    const { samples, patient } = samplesOf('a', { type: 'epidural', volumeMl: 25, place: 'parietal' });
    expect(share(samples, ({ f }) => f[FIELD.innerTable]! < 1)).toBe(1);
    // The brain begins where the blood ends (within the lattice's millimetres).
    expect(share(samples, ({ f }) => f[FIELD.brain]! > -2.5)).toBeGreaterThan(0.97);
    const depth = Math.max(...samples.map(({ f }) => -f[FIELD.vault]!));
    expect(depth).toBeGreaterThan(10);
    expect(patient.bleeds[0]!.shape).toBe('lens');
  });

  test('subdural: between the skull and the brain, thin, on one side of the falx', () => {
    const { samples } = samplesOf('b', { type: 'subdural', volumeMl: 40, place: 'convexity', side: 'left' });
    expect(share(samples, ({ f }) => f[FIELD.innerTable]! < 1)).toBe(1);
    expect(share(samples, ({ f }) => f[FIELD.brain]! > -2.5)).toBeGreaterThan(0.97);
    expect(share(samples, ({ f }) => f[FIELD.x]! > 0)).toBe(1);
  });

  test('subdural along the falx: beside the midline', () => {
    const { samples } = samplesOf('c', { type: 'subdural', volumeMl: 8, place: 'falx', side: 'right' });
    expect(share(samples, ({ f }) => f[FIELD.x]! < 0.5 && f[FIELD.x]! > -16)).toBe(1);
  });

  test('subarachnoid: where there is fluid, or within millimetres of it', () => {
    const { samples } = samplesOf('d', { type: 'subarachnoid', volumeMl: 10, place: 'basal' });
    expect(share(samples, ({ f }) => f[FIELD.innerTable]! < 1)).toBe(1);
    // Blood widens the sulci that it fills; without it many of these samples are still wet.
    expect(share(samples, ({ fluid }) => fluid > 0)).toBeGreaterThan(0.25);
    expect(share(samples, ({ ventricle }) => ventricle > 0.5)).toBeLessThan(0.03);
  });

  test('intraparenchymal: in the brain', () => {
    const { samples } = samplesOf('e', { type: 'intraparenchymal', volumeMl: 15, place: 'thalamus' });
    expect(share(samples, ({ f }) => f[FIELD.brain]! < 1)).toBe(1);
    expect(share(samples, ({ f }) => Math.hypot(f[FIELD.x]!, f[FIELD.y]! - 9, f[FIELD.z]! - 5) < 45)).toBe(1);
  });

  test('intraventricular: in the ventricles', () => {
    const { samples } = samplesOf('f', { type: 'intraventricular', volumeMl: 12, place: 'cast' });
    expect(share(samples, ({ ventricle }) => ventricle > 0)).toBeGreaterThan(0.95);
  });

  test('intraventricular, layered: behind one level, as gravity has it', () => {
    const { samples, patient } = samplesOf('g', { type: 'intraventricular', volumeMl: 4, place: 'layered' });
    const bleed = patient.bleeds[0]!;
    expect(bleed.shape).toBe('ventricle');
    const level = bleed.shape === 'ventricle' ? bleed.reachMm : Number.NaN;
    expect(Math.min(...samples.map(({ y }) => y))).toBeGreaterThan(level - 2);
  });
});

test('tissues hold the HU that they have in life', () => {
  const patient = simulatePatient('tissues', { age: 75 });
  const { fields, anatomy } = patient;
  const tissue = new Tissue(anatomy, patientNoise(patient.seed), []);
  const line = new Float32Array(fields.size[0] * FIELDS);
  const white: number[] = [];
  const fluid: number[] = [];
  const skull: number[] = [];
  const brain: number[] = [];
  for (let z = -10; z < 50; z += 2) {
    for (let y = -60; y < 70; y += 3.5) {
      if (!fieldLine(fields, y, z, line)) continue;
      for (let i = 0; i < fields.size[0]; i++) {
        const f = line.subarray(i * FIELDS, (i + 1) * FIELDS);
        tissue.sample(f, fields.low[0] + i * fields.stepMm, y, z, 0.4);
        const hu = tissue.hu - anatomy.calibrationHu;
        if (tissue.ventricle === 1) fluid.push(hu);
        const [inner, outer] = [f[FIELD.innerTable]!, f[FIELD.outerTable]!];
        if (inner > 0.8 && outer < -0.8 && inner < 2.5 && f[FIELD.orbit]! > 4 && f[FIELD.air]! > 4)
          skull.push(tissue.hu);
        if (inner < -25 && tissue.fluid + tissue.ventricle === 0) brain.push(hu);
        if (f[FIELD.z]! > 28 && inner < -22 && Math.abs(f[FIELD.x]!) > 20) white.push(hu);
      }
    }
  }
  expect(fluid.length).toBeGreaterThan(20);
  expect(median(fluid)).toBeGreaterThan(0);
  expect(median(fluid)).toBeLessThan(15);
  expect(median(white)).toBeGreaterThan(25);
  expect(median(white)).toBeLessThan(33.5);
  expect(anatomy.greyHu).toBeGreaterThanOrEqual(35);
  expect(anatomy.greyHu).toBeLessThanOrEqual(40);
  expect(median(brain)).toBeGreaterThan(26);
  expect(median(brain)).toBeLessThan(40);
  expect(median(skull)).toBeGreaterThan(700);
});
