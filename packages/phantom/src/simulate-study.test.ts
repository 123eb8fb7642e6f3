import { buildSeries, readInstance } from '@ichor/dicom';
import { expect, test } from 'vitest';
import { simulatePatient } from './simulate-patient.ts';
import { simulateStudy } from './simulate-study.ts';

const patient = simulatePatient('study', { age: 40, bleeds: [{ type: 'epidural', volumeMl: 20 }] });
const small = { rows: 64, fieldOfViewMm: 'fit', coverage: [0, 30] } as const;

test('half of the studies are tilted', () => {
  let tilted = 0;
  for (let i = 0; i < 60; i++) {
    const { series } = simulateStudy(patient, {
      rows: 4,
      coverage: [0, 1],
      noise: 0,
      headrest: false,
      seed: i,
    });
    if (series.tiltDegrees > 3.5) tilted++;
  }
  expect(tilted).toBeGreaterThan(18);
  expect(tilted).toBeLessThan(42);
});

for (const style of ['full', 'rsna'] as const) {
  test(`a study in the style '${style}' comes back from its files as it was, in order`, async () => {
    const study = simulateStudy(patient, { ...small, style, tiltDegrees: 15 });
    const slices = await Promise.all(study.files.map(({ bytes, name }) => readInstance(bytes, name)));
    const [series, ...others] = buildSeries(slices);
    expect(others).toEqual([]);
    expect(series!.seriesInstanceUid).toBe(study.series.seriesInstanceUid);
    expect(series!.patientId).toBe(study.series.patientId);
    expect(series!.slices.map((slice) => slice.sopInstanceUid)).toEqual(
      study.series.slices.map((slice) => slice.sopInstanceUid),
    );
    for (const [i, slice] of series!.slices.entries()) {
      expect(slice.hu).toEqual(study.series.slices[i]!.hu);
      expect(slice.pixelSpacing![0]).toBeCloseTo(study.series.slices[i]!.pixelSpacing![0], 4);
    }
    expect(series!.tiltDegrees).toBeCloseTo(15, 1);
    expect(series!.notices.map(({ code }) => code)).toEqual(['gantry-tilt']);
    expect(series!.slices[0]!.header!.gantryTiltDegrees).toBe(style === 'full' ? 15 : undefined);
  });
}

test('a full header names patient and slice; instance numbers do not tell the order', async () => {
  const study = simulateStudy(patient, { ...small, style: 'full' });
  const text = new TextDecoder('latin1').decode(study.files[0]!.bytes);
  expect(text).toContain(patient.name);
  expect(text).toContain('20260101');
  const numbers = study.series.slices.map((slice) => slice.instanceNumber!);
  expect([...numbers].sort((a, b) => a - b)).toEqual(numbers.map((_, i) => i + 1));
  expect(numbers).not.toEqual(numbers.map((_, i) => i + 1));
});

test("RSNA's header has neither a name nor a valid UID", async () => {
  const study = simulateStudy(patient, { ...small, style: 'rsna' });
  const text = new TextDecoder('latin1').decode(study.files[0]!.bytes);
  expect(text).not.toContain(patient.name);
  const slice = await readInstance(study.files[0]!.bytes, 'file');
  expect(slice.sopInstanceUid).toMatch(/^ID_[0-9a-f]{9}$/);
  expect(slice.instanceNumber).toBeUndefined();
  expect(slice.sliceThicknessMm).toBeUndefined();
});
