import type { StudyDetail } from '@ichor/api';
import { en, type StudyResult } from '@ichor/report';
import type { Db } from '../database/open-database.ts';
import { listSeries } from './series.ts';
import { findStudy, lacksFiles, studyRow } from './studies.ts';
import { refusedOfStudy } from './uploads.ts';

/** What the page of a study shows; undefined where there is none. */
export async function findStudyDetail(db: Db, id: string): Promise<StudyDetail | undefined> {
  // One moment's state: between two queries a reading may end.
  return db
    .transaction()
    .setIsolationLevel('repeatable read')
    .execute(async (tx) => {
      const study = await findStudy(tx, id);
      if (study === undefined) return undefined;
      const simulation = await tx
        .selectFrom('simulation')
        .select('bleeds')
        .where('study_id', '=', id)
        .executeTakeFirst();
      return {
        study: studyRow(study),
        ...(study.study_instance_uid !== null && { studyInstanceUid: study.study_instance_uid }),
        series: (await listSeries(tx, id)).map((series) =>
          series.report && lacksFiles(study)
            ? { ...series, report: { ...series.report, ...saidOfPart(series.report) } }
            : series,
        ),
        readSeriesId: study.read_series_id,
        statement:
          study.answer !== null && lacksFiles(study)
            ? saidOfPart({ answer: study.answer, calls: study.calls }).statement
            : study.statement,
        missingFiles: study.missing_files,
        bundle: study.bundle as StudyDetail['bundle'],
        refused: await refusedOfStudy(tx, study),
        truth: simulation?.bleeds ? simulation.bleeds.map((bleed) => ({ ...bleed })) : null,
      };
    });
}

/** What an answer is worth where files did not arrive: what is above threshold is, and no more can be said. */
function saidOfPart({ answer, calls }: Pick<StudyResult, 'answer' | 'calls'>) {
  const part = answer === 'nothing-above-threshold' ? 'incomplete' : answer;
  return {
    answer: part,
    statement: en.statement(
      part,
      calls.map(({ type }) => type),
      true,
    ),
  };
}
