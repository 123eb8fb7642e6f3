import { HEMORRHAGE_TYPES } from '@ichor/ct';
import { readWhole, writeWhole } from '@ichor/files';
import { IchorError } from '@ichor/notices';

/** A score a type for each of N slices, named by patient and slice. */
export interface Predictions {
  readonly patients: readonly string[];
  readonly slices: readonly string[];
  /** [N, types] */
  readonly scores: Float64Array;
}

/** Scores of the rows named, [rows, types]. */
export function scoresOf({ scores }: Pick<Predictions, 'scores'>, rows: readonly number[]): Float64Array {
  const types = HEMORRHAGE_TYPES.length;
  const some = new Float64Array(rows.length * types);
  for (const [i, row] of rows.entries()) some.set(scores.subarray(row * types, (row + 1) * types), i * types);
  return some;
}

const HEADER = ['patient', 'slice', ...HEMORRHAGE_TYPES].join();

/** Writes a CSV with a row a slice, scores to 9 decimals. */
export async function writePredictions(path: string, predictions: Predictions): Promise<void> {
  const lines = predictions.patients.map((patient, i) => {
    const scores = Array.from(scoresOf(predictions, [i]), (score) => score.toFixed(9));
    return [patient, predictions.slices[i], ...scores].join();
  });
  await writeWhole(path, `${[HEADER, ...lines].join('\n')}\n`);
}

/**
 * Reads a CSV with the columns patient, slice and the six types, in any order.
 *
 * @throws IchorError `predictions-invalid` where a column is missing or a score is not a number.
 */
export async function readPredictions(path: string): Promise<Predictions> {
  const lines = (await readWhole(path)).toString('utf8').trim().split(/\r?\n/);
  const header = lines[0]!.split(',');
  const columns = ['patient', 'slice', ...HEMORRHAGE_TYPES].map((name) => {
    const at = header.indexOf(name);
    if (at < 0) throw invalid(path, `has no column ${name}`);
    return at;
  });
  const rows = lines.slice(1).map((line) => line.split(','));
  const scores = rows.flatMap((cells, i) =>
    columns.slice(2).map((at) => {
      const score = Number(cells[at]?.trim() || Number.NaN);
      if (!Number.isFinite(score)) throw invalid(path, `has no number for ${header[at]} in line ${i + 2}`);
      return score;
    }),
  );
  return {
    patients: rows.map((cells) => cells[columns[0]!]!),
    slices: rows.map((cells) => cells[columns[1]!]!),
    scores: Float64Array.from(scores),
  };
}

/** Several predictions as one, in the order given. */
export function joinPredictions(parts: readonly Predictions[]): Predictions {
  return {
    patients: parts.flatMap(({ patients }) => patients),
    slices: parts.flatMap(({ slices }) => slices),
    scores: Float64Array.from(parts.flatMap(({ scores }) => Array.from(scores))),
  };
}

function invalid(path: string, problem: string): IchorError {
  return new IchorError({
    code: 'predictions-invalid',
    subject: path,
    problem,
    remedy: `It must be a CSV with the columns ${HEADER}.`,
  });
}
