import { HEMORRHAGE_TYPES } from '@ichor/ct';
import { describe, expect, test } from 'vitest';
import { BLEED_TYPES } from './bleed-request.ts';
import { LABEL_AREA_MM2, renderSeries } from './render-series.ts';
import { simulatePatient } from './simulate-patient.ts';

const small = { rows: 80, fieldOfViewMm: 'fit', headrest: false } as const;
const patient = simulatePatient('render', {
  age: 60,
  sex: 'F',
  bleeds: [
    { type: 'subdural', volumeMl: 30, hu: 65 },
    { type: 'intraventricular', volumeMl: 6, hu: 60 },
  ],
});

describe('a rendered series', () => {
  const rendered = renderSeries(patient, small);
  const { series, masks, labels } = rendered;

  test('is the same from the same seed', () => {
    const again = renderSeries(patient, small);
    expect(again.labels).toEqual(labels);
    expect(again.series.slices.map((slice) => slice.sopInstanceUid)).toEqual(
      series.slices.map((slice) => slice.sopInstanceUid),
    );
    for (const [i, slice] of series.slices.entries()) {
      expect(
        Buffer.compare(Buffer.from(again.series.slices[i]!.hu.buffer), Buffer.from(slice.hu.buffer)),
      ).toBe(0);
    }
  });

  test('has other noise and other UIDs from another seed', () => {
    const other = renderSeries(patient, { ...small, seed: 'again', coverage: [0, 10] });
    expect(other.series.seriesInstanceUid).not.toBe(series.seriesInstanceUid);
  });

  test('runs from the skull base to the vertex, every 5 mm', () => {
    expect(series.slices.length).toBeGreaterThan(22);
    expect(series.slices.length).toBeLessThan(45);
    for (const [i, position] of series.positionsMm.slice(1).entries()) {
      expect(position - series.positionsMm[i]!).toBeCloseTo(5);
    }
  });

  test('is positive exactly where a mask covers 10 mm2', () => {
    const [, pixelMm] = series.slices[0]!.pixelSpacing!;
    let positives = 0;
    for (const [s, mask] of masks.entries()) {
      let any = 0;
      for (const type of BLEED_TYPES) {
        const area = (mask[type]?.reduce((a, b) => a + b, 0) ?? 0) * pixelMm * pixelMm;
        const label = labels[s * 6 + HEMORRHAGE_TYPES.indexOf(type)]!;
        expect(label).toBe(area >= LABEL_AREA_MM2 ? 1 : 0);
        any |= label;
      }
      expect(labels[s * 6 + 5]).toBe(any);
      positives += any;
    }
    expect(positives).toBeGreaterThan(5);
    expect(positives).toBeLessThan(series.slices.length);
  });

  test('shows blood at the HU asked for', () => {
    const quiet = renderSeries(patient, { ...small, noise: 0 });
    const values: number[] = [];
    for (const [s, mask] of quiet.masks.entries()) {
      mask.intraventricular?.forEach((inside, i) => {
        if (inside) values.push(quiet.series.slices[s]!.hu[i]!);
      });
    }
    values.sort((a, b) => a - b);
    // Partial volume darkens the rim of such small pools.
    expect(values[Math.floor(values.length * 0.7)]! - patient.anatomy.calibrationHu).toBeGreaterThan(48);
    expect(values[Math.floor(values.length * 0.7)]! - patient.anatomy.calibrationHu).toBeLessThan(68);
  });

  test('is -1000 in the corners', () => {
    const slice = renderSeries(patient, { ...small, noise: 0 }).series.slices[10]!;
    expect(slice.hu[0]).toBe(-1000);
    expect(slice.hu.at(-1)).toBe(-1000);
  });
});

test('a tilted series says so in its orientation, its positions lie along its normal, and the table moves along z', () => {
  const { series } = renderSeries(patient, { ...small, tiltDegrees: 18, coverage: [0, 20], offsetMm: 0 });
  const [first, second] = series.slices;
  const [, , , , cos, sin] = first!.imageOrientationPatient!;
  expect(sin).toBeCloseTo(Math.sin(Math.PI / 10));
  const along = (p: readonly number[]) => -p[1]! * sin + p[2]! * cos;
  expect(along(second!.imagePositionPatient!) - along(first!.imagePositionPatient!)).toBeCloseTo(5);
  expect(along(first!.imagePositionPatient!)).toBeCloseTo(series.positionsMm[0]!);
  expect(series.tiltDegrees).toBe(18);
  expect(first!.header!.gantryTiltDegrees).toBe(18);
  const step = first!.imagePositionPatient!.map((mm, i) => second!.imagePositionPatient![i]! - mm);
  [0, 0, 5 / cos].forEach((mm, i) => {
    expect(step[i]).toBeCloseTo(mm);
  });
});

test('a tilted head lies as well within its pictures as an upright one', () => {
  /** Pixels of tissue at the borders: the tip of the nose. */
  const cutOff = (tiltDegrees: number): number => {
    const { series } = renderSeries(patient, { ...small, noise: 0, tiltDegrees });
    return series.slices.reduce((sum, { hu, rows, columns }) => {
      const isTissue = (row: number, column: number) => (hu[row * columns + column]! > -300 ? 1 : 0);
      let count = 0;
      for (let i = 0; i < rows; i++) {
        count += isTissue(i, 0) + isTissue(i, columns - 1) + isTissue(0, i) + isTissue(rows - 1, i);
      }
      return sum + count;
    }, 0);
  };
  const upright = cutOff(0);
  expect(upright).toBeLessThan(60);
  expect(cutOff(-20)).toBeLessThanOrEqual(upright + 10);
  expect(cutOff(24)).toBeLessThanOrEqual(upright + 10);
});

test('a thick slice is the mean of the thin ones that it spans', () => {
  const options = { ...small, noise: 0, offsetMm: 0 };
  const thick = renderSeries(patient, { ...options, thicknessMm: 5, coverage: [20, 21] }).series.slices[0]!
    .hu;
  const thin = renderSeries(patient, { ...options, thicknessMm: 1, coverage: [18, 22.01] }).series.slices;
  expect(thin).toHaveLength(5);
  let difference = 0;
  for (let i = 0; i < thick.length; i++) {
    const mean = thin.reduce((sum, slice) => sum + slice.hu[i]!, 0) / 5;
    difference += Math.abs(Math.min(100, Math.max(-20, thick[i]!)) - Math.min(100, Math.max(-20, mean)));
  }
  expect(difference / thick.length).toBeLessThan(0.8);
});

test('a headrest lies under the head and not in it', () => {
  const options = { ...small, rows: 128, fieldOfViewMm: 260, noise: 0, coverage: [20, 24] } as const;
  const without = renderSeries(patient, { ...options, headrest: false }).series.slices[0]!.hu;
  const withIt = renderSeries(patient, { ...options, headrest: true }).series.slices[0]!.hu;
  let changed = 0;
  for (let i = 0; i < without.length; i++) {
    if (without[i] === withIt[i]) continue;
    changed++;
    expect(without[i]!).toBeLessThan(-900);
  }
  expect(changed).toBeGreaterThan(30);
});

test('a grid or a thickness that makes no image is refused', () => {
  expect(() => renderSeries(patient, { rows: 0 })).toThrow('Give a number above 0');
  expect(() => renderSeries(patient, { ...small, thicknessMm: Number.NaN })).toThrow('thicknessMm');
});
