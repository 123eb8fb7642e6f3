import { type Kysely, sql } from 'kysely';
import { expect, test } from 'vitest';
import { migrate } from '../database/migrate.ts';
import { openDatabase } from '../database/open-database.ts';
import { DATABASES } from '../testing/databases.ts';
import { up } from './2026-12-01-slice-headers.ts';

const OLD = {
  sopInstanceUid: '1.2.3',
  rows: 2,
  sliceThicknessMm: 5.5,
  modality: 'CT',
  bodyPartExamined: 'HE\0AD',
  imageType: ['ORIGINAL', 'PRIMARY', 'AXIAL'],
  window: { center: 40, width: 80 },
};
const BARE = { sopInstanceUid: '1.2.4', rows: 2 };
const MORE = 1100;

test.each(DATABASES)(
  'slices stored by versions before have their header apart afterwards (%s)',
  async (_, open) => {
    const database = await open();
    const db = openDatabase(database.url, (error) => {
      throw error;
    });
    try {
      await migrate(db);
      await sql`insert into study (study_instance_uid, simulated) values ('1', false)`.execute(db);
      await sql`insert into series (study_id, series_instance_uid) select id, '1.2' from study`.execute(db);
      for (const [i, slice] of [OLD, BARE].entries()) {
        await sql`
        insert into instance (study_id, series_id, sop_instance_uid, sha256, frame, bytes, slice)
        select study_id, id, ${slice.sopInstanceUid}, ${`${i}`}, 1, 8, ${JSON.stringify(slice)}::json from series`.execute(
          db,
        );
      }
      // More than are changed by one statement.
      await sql`
        insert into instance (study_id, series_id, sop_instance_uid, sha256, frame, bytes, slice)
        select study_id, id, '1.3.' || n, 'of ' || n, 1, 8, ${JSON.stringify(OLD)}::json
        from series, generate_series(1, ${MORE}) as n`.execute(db);
      const { modality, bodyPartExamined, imageType, window, ...rest } = OLD;
      const header = { modality, bodyPartExamined, imageType, recommendedWindow: window };
      const old = { ...rest, header };
      // Twice: what was changed already stays as it is.
      for (let time = 0; time < 2; time++) {
        await up(db as unknown as Kysely<unknown>);
        const rows = await db.selectFrom('instance').select('slice').orderBy('id').execute();
        expect(rows.map(({ slice }) => slice)).toEqual([old, BARE, ...Array(MORE).fill(old)]);
      }
    } finally {
      await db.destroy();
      await database.close();
    }
  },
);
