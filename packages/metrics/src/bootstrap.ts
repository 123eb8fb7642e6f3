import { quantile } from './quantile.ts';

/** Where random integers come from: `Rng` of @ichor/ct is one. */
export interface RandomIntegers {
  /** An integer in [0, count). */
  integer(count: number): number;
}

/** Which patient each row belongs to, and whether the row is positive; a patient is positive if one of its rows is. */
export interface Cohort {
  readonly patients: readonly string[];
  readonly positive: ArrayLike<number>;
}

export interface BootstrapOptions {
  readonly random: RandomIntegers;
  /** 1,000 by default. */
  readonly draws?: number;
  /** Coverage of the interval, 0.95 by default. */
  readonly level?: number;
}

/** A figure with its percentile interval. */
export interface Interval {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/** A figure computed from the rows named; undefined where they don't define it (e.g. one class only). */
export type Statistic = (rows: Int32Array) => number | undefined;

/**
 * Percentile bootstrap by patient, positive and negative patients drawn apart: whole patients are drawn with
 * replacement, as often as there are in their stratum, with all their rows (Efron and Tibshirani 1993, 13.3).
 *
 * @throws RangeError where the figure isn't defined on all rows, or on one draw.
 */
export function bootstrapInterval(statistic: Statistic, cohort: Cohort, options: BootstrapOptions): Interval {
  const value = defined(statistic(everyRow(cohort)));
  const draws: number[] = [];
  for (const rows of drawPatients(cohort, options)) draws.push(defined(statistic(rows)));
  return { value, ...percentiles(draws, options.level ?? 0.95) };
}

/**
 * The difference a - b of two figures and its interval, with the same patients drawn for both. An interval that
 * includes 0 shows nothing.
 */
export function bootstrapDifference(
  a: Statistic,
  b: Statistic,
  cohort: Cohort,
  options: BootstrapOptions,
): Interval {
  return bootstrapInterval((rows) => defined(a(rows)) - defined(b(rows)), cohort, options);
}

/** The rows of each draw. */
export function* drawPatients(cohort: Cohort, options: BootstrapOptions): Generator<Int32Array> {
  const strata = patientStrata(cohort);
  for (let draw = 0; draw < (options.draws ?? 1000); draw++) {
    const rows: number[] = [];
    for (const stratum of strata)
      for (let i = 0; i < stratum.length; i++) {
        for (const row of stratum[options.random.integer(stratum.length)]!) rows.push(row);
      }
    yield Int32Array.from(rows);
  }
}

/** [positive patients' rows, negative patients' rows]. */
function patientStrata({ patients, positive }: Cohort): [number[][], number[][]] {
  if (patients.length !== positive.length)
    throw new RangeError(`bootstrap: ${patients.length} patients' rows, ${positive.length} labels`);
  const rowsOf = new Map<string, number[]>();
  patients.forEach((patient, row) => {
    const rows = rowsOf.get(patient);
    if (rows) rows.push(row);
    else rowsOf.set(patient, [row]);
  });
  const strata: [number[][], number[][]] = [[], []];
  for (const rows of rowsOf.values()) strata[rows.some((row) => positive[row]! > 0) ? 0 : 1].push(rows);
  return strata;
}

const everyRow = ({ patients }: Cohort) => Int32Array.from(patients, (_, row) => row);

function percentiles(draws: number[], level: number): { low: number; high: number } {
  const sorted = Float64Array.from(draws).sort();
  return { low: quantile(sorted, (1 - level) / 2), high: quantile(sorted, (1 + level) / 2) };
}

function defined(value: number | undefined): number {
  if (value === undefined || Number.isNaN(value))
    throw new RangeError('bootstrap: the figure is not defined on these rows');
  return value;
}
