import type { SeriesRow } from '@ichor/api';
import type { InstanceHeader } from '@ichor/dicom';
import { sql } from 'kysely';
import type { Db, Tx } from '../database/open-database.ts';
import { plainText } from './plain-text.ts';

/** The series of a study that a header names; made where there is none. */
export async function findOrMakeSeries(tx: Tx, studyId: string, header: InstanceHeader): Promise<string> {
  const { id } = await tx
    .insertInto('series')
    .values({
      study_id: studyId,
      series_instance_uid: header.instance.seriesInstanceUid,
      series_number: seriesNumber(header.seriesNumber),
      description: plainText(header.seriesDescription),
      modality: plainText(header.slice.header?.modality),
    })
    .onConflict((conflict) =>
      conflict.columns(['study_id', 'series_instance_uid']).doUpdateSet((eb) => ({
        series_number: eb.fn.coalesce('series.series_number', 'excluded.series_number'),
        description: eb.fn.coalesce('series.description', 'excluded.description'),
        modality: eb.fn.coalesce('series.modality', 'excluded.modality'),
      })),
    )
    .returning('id')
    .executeTakeFirstOrThrow();
  return id;
}

/** IS holds 32 bits (PS3.5 section 6.2); whatever is larger is no series number. */
const seriesNumber = (value: number | undefined): number | null =>
  value !== undefined && Math.abs(value) < 2 ** 31 ? value : null;

export async function listSeries(db: Db, studyId: string): Promise<SeriesRow[]> {
  const found = await db
    .selectFrom('series')
    .selectAll('series')
    .select((eb) => [
      eb
        .selectFrom('instance')
        .whereRef('instance.series_id', '=', 'series.id')
        .where('computed', '=', false)
        .select(sql<number>`count(distinct sop_instance_uid)::int`.as('n'))
        .$asScalar()
        .$notNull()
        .as('instances'),
      eb
        .selectFrom('instance')
        .whereRef('instance.series_id', '=', 'series.id')
        .where('computed', '=', true)
        .select(sql<number>`count(*)::int`.as('n'))
        .$asScalar()
        .$notNull()
        .as('computed'),
      eb
        .exists(
          eb
            .selectFrom('instance')
            .whereRef('instance.series_id', '=', 'series.id')
            .where('damage_code', 'is', null)
            .select('instance.id'),
        )
        .as('viewable'),
    ])
    .where('study_id', '=', studyId)
    .orderBy('series_number')
    .orderBy('id')
    .execute();
  return found.map((series) => ({
    id: series.id,
    seriesInstanceUid: series.series_instance_uid,
    seriesNumber: series.series_number,
    description: series.description,
    modality: series.modality,
    instances: series.instances,
    computed: series.computed,
    viewable: Boolean(series.viewable),
    report: series.report as SeriesRow['report'],
  }));
}

/** What was read of a series; undefined where nothing was. */
export async function reportOfSeries(db: Db, seriesId: string): Promise<SeriesRow['report'] | undefined> {
  const series = await db.selectFrom('series').select('report').where('id', '=', seriesId).executeTakeFirst();
  return series?.report as SeriesRow['report'] | undefined;
}

/** Asks for a series to be read beside the chosen one; its study, or undefined where there is none. */
export async function requestSeriesReading(tx: Tx, seriesId: string): Promise<string | undefined> {
  const series = await tx
    .updateTable('series')
    .set({ read_too: true })
    .where('id', '=', seriesId)
    .returning('study_id')
    .executeTakeFirst();
  return series?.study_id;
}
