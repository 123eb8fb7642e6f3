import { type Kysely, sql } from 'kysely';

/**
 * Studies, series, instances, reports; uploads and what was refused of them; simulations; workers.
 *
 * Ids count from the microsecond at which the database was made: the pages cache pixels by id for ever, and an id that
 * came again after the data folder was emptied would show another patient's slice.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
  const { rows } = await sql<{ start: string }>`
    select (extract(epoch from clock_timestamp()) * 1000000)::bigint::text as start`.execute(db);
  const [first] = rows;
  if (first === undefined) throw new Error('the database gave no time');
  for (const table of ['study', 'series', 'instance', 'upload', 'refused_file']) {
    await sql.raw(`alter table ${table} alter column id restart with ${first.start}`).execute(db);
  }
}

const STATEMENTS = [
  `create table worker (
    id uuid primary key,
    host text not null,
    pid integer not null,
    seen_at timestamptz not null default clock_timestamp()
  )`,
  `create table study (
    id bigint generated always as identity primary key,
    study_instance_uid text unique,
    simulated boolean not null,
    patient_name text,
    patient_id text,
    patient_age text,
    patient_sex text,
    several_patients boolean not null default false,
    study_date text,
    description text,
    received_at timestamptz not null default clock_timestamp(),
    last_file_at timestamptz not null default clock_timestamp(),
    content integer not null default 0,
    read_content integer,
    read_state text,
    read_reason text,
    state text not null default 'received'
      check (state in ('received', 'reading', 'read', 'incomplete', 'cannot-analyse', 'failed')),
    reason text,
    progress_done integer not null default 0,
    progress_total integer not null default 0,
    reader uuid references worker on delete set null,
    read_starts integer not null default 0,
    read_series_id bigint,
    answer text,
    statement text,
    scores json,
    calls json not null default '[]',
    bundle json,
    revision integer not null default 0,
    changed_in xid8 not null default pg_current_xact_id(),
    check (state <> 'reading' or reader is not null),
    check (state not in ('incomplete', 'cannot-analyse', 'failed') or reason is not null)
  )`,
  'create index study_changed_in on study (changed_in)',
  `create table study_deletion (
    study_id bigint primary key,
    changed_in xid8 not null default pg_current_xact_id()
  )`,
  'create index study_deletion_changed_in on study_deletion (changed_in)',
  `create function study_changed() returns trigger language plpgsql as $$
    begin
      new.revision := old.revision + 1;
      new.changed_in := pg_current_xact_id();
      return new;
    end $$`,
  'create trigger study_changed before update on study for each row execute function study_changed()',
  `create function study_deleted() returns trigger language plpgsql as $$
    begin
      insert into study_deletion (study_id) values (old.id);
      return old;
    end $$`,
  'create trigger study_deleted after delete on study for each row execute function study_deleted()',
  `create table series (
    id bigint generated always as identity primary key,
    study_id bigint not null references study on delete cascade,
    series_instance_uid text not null,
    series_number integer,
    description text,
    modality text,
    read_too boolean not null default false,
    report json,
    unique (study_id, series_instance_uid)
  )`,
  `create table instance (
    id bigint generated always as identity primary key,
    study_id bigint not null references study on delete cascade,
    series_id bigint not null references series on delete cascade,
    sop_instance_uid text not null,
    sha256 text not null,
    frame integer not null,
    bytes integer not null,
    slice json not null,
    computed boolean not null default false,
    tag_refusal text,
    damage_code text,
    damage_problem text,
    check ((damage_code is null) = (damage_problem is null)),
    unique (sha256, frame)
  )`,
  'create index instance_study on instance (study_id)',
  'create index instance_series on instance (series_id)',
  `create table truth_mask (
    instance_id bigint not null references instance on delete cascade,
    type text not null,
    sha256 text not null,
    primary key (instance_id, type)
  )`,
  'create index truth_mask_sha256 on truth_mask (sha256)',
  `create table simulation (
    study_id bigint primary key references study on delete cascade,
    request json not null,
    request_key text not null unique,
    bleeds json
  )`,
  `create table upload (
    id bigint generated always as identity primary key,
    started_at timestamptz not null default clock_timestamp(),
    files integer not null default 0,
    bytes bigint not null default 0,
    stored integer not null default 0,
    known integer not null default 0,
    refused integer not null default 0
  )`,
  `create table upload_study (
    upload_id bigint not null references upload on delete cascade,
    study_id bigint not null references study on delete cascade,
    primary key (upload_id, study_id)
  )`,
  'create index upload_study_study on upload_study (study_id)',
  `create table refused_file (
    id bigint generated always as identity primary key,
    upload_id bigint not null references upload on delete cascade,
    study_instance_uid text,
    name text not null,
    code text not null,
    reason text not null
  )`,
  'create index refused_file_upload on refused_file (upload_id)',
  'create index refused_file_study on refused_file (study_instance_uid)',
];
