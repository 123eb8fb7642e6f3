import type { Slice } from '@ichor/ct';

/** For tests: a slice of the given pixels, stored axially with 1 mm pixels. */
export const smallSlice = (
  rows: number,
  columns: number,
  hu: readonly number[],
  more: Partial<Slice> = {},
): Slice => ({
  sopInstanceUid: '1.1',
  seriesInstanceUid: '1',
  studyInstanceUid: '0',
  patientId: 'nobody',
  rows,
  columns,
  hu: Int16Array.from(hu),
  pixelSpacing: [1, 1],
  imageOrientationPatient: [1, 0, 0, 0, 1, 0],
  notices: [],
  ...more,
});
