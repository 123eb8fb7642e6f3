import type { InstanceHeader } from '@ichor/dicom';
import { sql } from 'kysely';
import type { Db, Tx } from '../database/open-database.ts';
import type { StoredSlice } from '../database/schema.ts';
import { plainText } from './plain-text.ts';
import { nameForRemoval } from './removed-contents.ts';

/** A slice that is about to be recorded. */
export interface NewInstance {
  readonly studyId: string;
  readonly seriesId: string;
  readonly frame: number;
  readonly header: InstanceHeader;
  readonly sha256: string;
  readonly bytes: number;
  readonly computed?: boolean;
}

/** Why the pixels of a file can't be had. */
export interface Damage {
  readonly code: string;
  readonly problem: string;
}

/** Of one statement: PostgreSQL numbers its parameters with 16 bits. */
const ROWS_A_STATEMENT = 1000;

/**
 * Keeps others from adding or removing a content until the transaction ends: a file must neither be deleted just when it is
 * sent again, nor be missing for a row that says that it is there.
 */
export async function lockContents(tx: Tx, sha256s: readonly string[]): Promise<void> {
  // In one order everywhere, so that two of these can't wait for each other.
  await sql`
    select pg_advisory_xact_lock(hashtextextended(content, 0))
    from (select distinct unnest(${[...sha256s]}::text[]) as content order by content) as contents`.execute(
    tx,
  );
}

/** A file that a study holds already. */
export interface KnownContent {
  readonly studyId: string;
  /** Why its pixels are known not to be had. */
  readonly damageCode: string | null;
}

/** The files that studies hold already, by content. */
export async function knownContents(tx: Tx, sha256s: readonly string[]): Promise<Map<string, KnownContent>> {
  if (sha256s.length === 0) return new Map();
  const found = await tx
    .selectFrom('instance')
    .select(['sha256', 'study_id as studyId', 'damage_code as damageCode'])
    .where('sha256', 'in', sha256s)
    .execute();
  return new Map(found.map(({ sha256, ...known }) => [sha256, known]));
}

/** Adds instances; gives their ids in the order given. */
export async function addInstances(tx: Tx, instances: readonly NewInstance[]): Promise<string[]> {
  const ids = new Map<string, string>();
  for (let i = 0; i < instances.length; i += ROWS_A_STATEMENT) {
    const added = await tx
      .insertInto('instance')
      .values(instances.slice(i, i + ROWS_A_STATEMENT).map(rowOf))
      .returning(['id', 'sha256', 'frame'])
      .execute();
    for (const { id, sha256, frame } of added) ids.set(`${sha256} ${frame}`, id);
  }
  return instances.map(({ sha256, frame }) => ids.get(`${sha256} ${frame}`) as string);
}

const rowOf = ({ studyId, seriesId, frame, header, sha256, bytes, computed = false }: NewInstance) => ({
  study_id: studyId,
  series_id: seriesId,
  sop_instance_uid: header.slice.sopInstanceUid,
  sha256,
  frame,
  bytes,
  slice: JSON.stringify(header.slice),
  computed,
  ...damageColumns(header.damage),
});

const damageColumns = (damage: Damage | undefined) => ({
  damage_code: damage?.code ?? null,
  damage_problem: damage ? (plainText(damage.problem) ?? 'is damaged') : null,
});

/** Says what is wrong with the pixels of a file, all its slices; undefined: nothing. */
export async function setDamage(tx: Tx, sha256: string, damage: Damage | undefined): Promise<void> {
  await tx.updateTable('instance').set(damageColumns(damage)).where('sha256', '=', sha256).execute();
}

/** Forgets what was computed for a study, before it is computed anew or because it no longer holds. */
export async function forgetComputed(tx: Tx, studyId: string): Promise<void> {
  const forgotten = await tx
    .deleteFrom('instance')
    .where('study_id', '=', studyId)
    .where('computed', '=', true)
    .returning('sha256')
    .execute();
  await nameForRemoval(
    tx,
    forgotten.map(({ sha256 }) => sha256),
  );
}

/** Those contents that no row needs any more. */
export async function unusedContents(db: Db, sha256s: readonly string[]): Promise<string[]> {
  const { rows } = await sql<{ content: string }>`
    select content from unnest(${[...sha256s]}::text[]) as content
    where not exists (select from instance where sha256 = content)
      and not exists (select from truth_mask where sha256 = content)`.execute(db);
  return rows.map(({ content }) => content);
}

export async function findInstance(
  db: Db,
  id: string,
): Promise<{ sha256: string; frame: number; sop_instance_uid: string } | undefined> {
  return db
    .selectFrom('instance')
    .select(['sha256', 'frame', 'sop_instance_uid'])
    .where('id', '=', id)
    .executeTakeFirst();
}

export interface StackInstance {
  readonly id: string;
  readonly studyId: string;
  readonly slice: StoredSlice;
  readonly computed: boolean;
  readonly damage: Damage | null;
  readonly truthTypes: readonly string[];
}

/** The instances of a series, computed ones too; none where there is no such series. */
export async function instancesOfSeries(db: Db, seriesId: string): Promise<StackInstance[]> {
  const found = await db
    .selectFrom('instance')
    .select(['id', 'study_id', 'slice', 'computed', 'damage_code', 'damage_problem'])
    .select((eb) =>
      eb
        .selectFrom('truth_mask')
        .whereRef('truth_mask.instance_id', '=', 'instance.id')
        .select(sql<string[]>`coalesce(array_agg(truth_mask.type), '{}')`.as('types'))
        .$asScalar()
        .$notNull()
        .as('types'),
    )
    .where('series_id', '=', seriesId)
    .orderBy('id')
    .execute();
  return found.map((row) => ({
    id: row.id,
    studyId: row.study_id,
    slice: row.slice,
    computed: row.computed,
    damage:
      row.damage_code === null || row.damage_problem === null
        ? null
        : { code: row.damage_code, problem: row.damage_problem },
    truthTypes: row.types,
  }));
}

export async function findTruthMask(db: Db, instanceId: string, type: string): Promise<string | undefined> {
  const found = await db
    .selectFrom('truth_mask')
    .select('sha256')
    .where('instance_id', '=', instanceId)
    .where('type', '=', type as never)
    .executeTakeFirst();
  return found?.sha256;
}
