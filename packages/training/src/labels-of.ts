import { HEMORRHAGE_TYPES } from '@ichor/ct';
import type { Prepared } from '@ichor/dataset';
import { IchorError } from '@ichor/notices';
import type { Predictions } from './predictions.ts';

/** Whose slices they are and what they show: a prepared source, or any table with these columns. */
export type Labelled = Pick<Prepared, 'patients' | 'slices' | 'labels'>;

/**
 * The rows of `data` that the predictions name, in their order.
 *
 * @throws IchorError `predictions-mismatch` where one isn't there.
 */
export function rowsOf({ patients, slices }: Predictions, data: Labelled): Int32Array {
  const at = new Map(data.patients.map((patient, row) => [keyOf(patient, data.slices[row]), row]));
  return Int32Array.from(patients, (patient, i) => {
    const row = at.get(keyOf(patient, slices[i]));
    if (row === undefined) throw mismatch("names a slice that isn't in the data");
    return row;
  });
}

/** The labels of each slice that the predictions name, [N, types]. */
export function labelsOf(predictions: Predictions, data: Labelled): Float64Array {
  const types = HEMORRHAGE_TYPES.length;
  const rows = rowsOf(predictions, data);
  return Float64Array.from(
    { length: rows.length * types },
    (_, i) => data.labels[rows[Math.floor(i / types)]! * types + (i % types)]!,
  );
}

/** One text for a slice of a patient. */
export const keyOf = (patient: string, slice: string | undefined): string => `${patient}\n${slice}`;

export function mismatch(problem: string): IchorError {
  return new IchorError({
    code: 'predictions-mismatch',
    subject: 'predictions',
    problem,
  });
}
