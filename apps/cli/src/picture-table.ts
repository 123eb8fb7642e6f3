import { HEMORRHAGE_TYPES } from '@ichor/ct';
import type { StudyReport } from '@ichor/report';
import { textTable } from './text-table.ts';

/** The scores of pictures, a row a file, in the order of their names; empty where there are none. */
export function pictureTable({ studies }: StudyReport, names: ReadonlyMap<string, string>): string {
  const scores = new Map(
    studies.flatMap(({ series }) =>
      series.flatMap(({ slices }) => slices.map((slice) => [slice.sopInstanceUid, slice.scores] as const)),
    ),
  );
  const rows = [...names].flatMap(([uid, path]) => {
    const own = scores.get(uid);
    return own === undefined ? [] : [[path, ...HEMORRHAGE_TYPES.map((type) => own[type].toFixed(2))]];
  });
  return rows.length === 0 ? '' : textTable(['picture', ...HEMORRHAGE_TYPES], rows);
}
