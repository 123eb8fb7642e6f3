import { type Kysely, sql } from 'kysely';

/** Which files an upload is to bring, until all of them have come: a study that lacks some is not complete. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  `alter table upload
    add column heard_at timestamptz not null default clock_timestamp(),
    add column listed integer not null default 0,
    add column missing integer not null default 0 check (missing between 0 and listed),
    add column broken_off boolean not null default false,
    add column changed_in xid8 not null default pg_current_xact_id()`,
  'create index upload_missing on upload (id) where missing > 0',
  'create index upload_changed_in on upload (changed_in)',
  'alter table upload_study add column declared_whole boolean not null default false',
  `create table upload_file (
    upload_id bigint not null references upload on delete cascade,
    name text not null,
    bytes bigint,
    sha256 text
  )`,
  // By a hash of the name: paths can be longer than an index takes.
  'create unique index upload_file_name on upload_file (upload_id, md5(name))',
];
