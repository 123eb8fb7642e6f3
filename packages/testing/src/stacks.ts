import type { Slice } from '@ichor/ct';
import { buildSeries } from '@ichor/dicom';
import { expect } from 'vitest';

/** Direction cosines of a gantry tilted about the x axis. */
export const tilted = (degrees: number): Slice['imageOrientationPatient'] => {
  const angle = (degrees * Math.PI) / 180;
  return [1, 0, 0, 0, Math.cos(angle), -Math.sin(angle)];
};

/** A slice of four pixels at a height. */
export function slice(of: Partial<Slice> & { z?: number | undefined; uid: string }): Slice {
  const { z, uid, ...rest } = of;
  return {
    sopInstanceUid: uid,
    seriesInstanceUid: 'series',
    studyInstanceUid: 'study',
    patientId: 'patient',
    rows: 2,
    columns: 2,
    hu: new Int16Array([z ?? 0, 1, 2, 3]),
    pixelSpacing: [0.5, 0.5],
    imagePositionPatient: z === undefined ? undefined : [-100, -100, z],
    imageOrientationPatient: [1, 0, 0, 0, 1, 0],
    notices: [],
    ...rest,
  };
}

/** Axial slices at these heights, numbered against their order. */
export const stack = (zs: readonly number[], rest: Partial<Slice> = {}): Slice[] =>
  zs.map((z, i) => slice({ uid: `${i + 1}`, z, instanceNumber: 100 - i, ...rest }));

/** The series of slices that make one. */
export const only = (slices: readonly Slice[], ...rest: [Parameters<typeof buildSeries>[1]?]) => {
  const series = buildSeries(slices, ...rest);
  expect(series).toHaveLength(1);
  return series[0] as (typeof series)[number];
};
export const codes = (series: { notices: readonly { code: string }[] }) =>
  series.notices.map(({ code }) => code);
