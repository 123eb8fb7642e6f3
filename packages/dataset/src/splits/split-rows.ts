import { auditSplit } from './audit-split.ts';

/** Rows of one source, and which of them are never trained on. */
export interface RowsToSplit {
  /** [N] whose each row is */
  readonly patients: readonly string[];
  /** [N] which patients belong together, where the source says so: unique over all sources. */
  readonly groups?: readonly (string | undefined)[];
  isHeldOut(row: number): boolean;
}

export interface SplitRows {
  readonly train: Int32Array;
  readonly heldOut: Int32Array;
}

/**
 * Divides the rows of all sources of a training into those that are trained on and those that never are.
 *
 * @throws IchorError `patient-on-both-sides`, of a group too, also where the sides are those of two sources.
 */
export function splitRows(parts: readonly RowsToSplit[]): SplitRows[] {
  const sides = parts.map((part) => {
    const rows = Array.from(part.patients.keys());
    return {
      train: Int32Array.from(rows.filter((row) => !part.isHeldOut(row))),
      heldOut: Int32Array.from(rows.filter((row) => part.isHeldOut(row))),
    };
  });
  const on = (
    side: keyof SplitRows,
    named: (part: RowsToSplit, row: number) => string | undefined,
  ): Set<string> =>
    new Set(
      parts.flatMap((part, i) =>
        Array.from(sides[i]![side], (row) => named(part, row)).filter((name) => name !== undefined),
      ),
    );
  const patientOf = ({ patients }: RowsToSplit, row: number) => patients[row];
  const groupOf = ({ groups }: RowsToSplit, row: number) => groups?.[row];
  auditSplit(on('train', patientOf), on('heldOut', patientOf));
  auditSplit(on('train', groupOf), on('heldOut', groupOf), 'group');
  return sides;
}
