import type { InstanceHeader, InstanceIdentity } from '@ichor/dicom';
import type { BundleReference, SeriesReport, StudyResult } from '@ichor/report';
import { sql } from 'kysely';
import { isElapsed } from '../database/elapsed.ts';
import type { Db, Tx } from '../database/open-database.ts';
import type { StudyStateKind } from '../database/schema.ts';
import type { Incoming } from '../store/store.ts';
import { addInstances, type Damage, forgetComputed, lockContents, setDamage } from './instances.ts';
import { forgetContentFaults } from './stored-contents.ts';

/** A study that has been begun so often without an end is not begun again. */
const MOST_STARTS = 2;

/** A study as a worker reads it. */
export interface StudyToRead {
  readonly id: string;
  readonly studyInstanceUid: string;
  /** What its files were when the reading began. */
  readonly content: number;
  /** Only series that were asked for beside the chosen one: the rest has been read as it stands. */
  readonly onlyAsked: boolean;
  readonly series: readonly SeriesToRead[];
}

export interface SeriesToRead {
  readonly id: string;
  readonly seriesInstanceUid: string;
  readonly readToo: boolean;
  readonly report: SeriesReport | null;
  readonly instances: readonly InstanceToRead[];
}

/** A slice, with what its header names: known where its file can't be had, too. */
export interface InstanceToRead extends InstanceIdentity {
  readonly id: string;
  /** Of the file, which may hold others too. */
  readonly sha256: string;
}

export type Start =
  /** Nothing to be done: deleted, not there yet, or read already. */
  | { readonly kind: 'nothing' }
  /** Not yet: files still come, or another worker reads it. */
  | { readonly kind: 'later'; readonly seconds: number }
  | { readonly kind: 'read'; readonly study: StudyToRead };

/** How long to leave a study to the worker that reads it just now. */
const BUSY_SECONDS = 2;

/** Begins to read a study, in this worker's name. */
export async function startReading(
  tx: Tx,
  studyId: string,
  { worker, quietSeconds }: { worker: string; quietSeconds: number },
): Promise<Start> {
  const study = await tx
    .selectFrom('study')
    .selectAll()
    .select(sql<number>`extract(epoch from clock_timestamp() - last_file_at)::float8`.as('quiet'))
    .where('id', '=', studyId)
    .forUpdate()
    .executeTakeFirst();
  if (study === undefined || study.study_instance_uid === null) return { kind: 'nothing' };
  if (study.state === 'reading' && study.reader !== worker) return { kind: 'later', seconds: BUSY_SECONDS };
  // Below nothing where the clock was set back since: that time is not waited for.
  if (study.quiet >= 0 && study.quiet < quietSeconds) {
    return { kind: 'later', seconds: quietSeconds - study.quiet };
  }
  const series = await seriesToRead(tx, studyId);
  const isRead = study.read_content === study.content;
  if (isRead && !series.some(isAskedFor)) {
    await settle(tx, studyId, {});
    return { kind: 'nothing' };
  }
  const { id, study_instance_uid: studyInstanceUid, content } = study;
  const toRead: StudyToRead = { id, studyInstanceUid, content, onlyAsked: isRead, series };
  if (study.read_starts >= MOST_STARTS) {
    const reason = 'Reading it stopped the worker twice. Try again, or look whether a file of it is damaged.';
    await fail(tx, toRead, reason);
    return { kind: 'nothing' };
  }
  // Looked for anew by a reading of all series; meanwhile the file may have come back.
  if (!isRead) await forgetContentFaults(tx, studyId);
  await tx
    .updateTable('study')
    .set({
      state: 'reading',
      reason: null,
      reader: worker,
      read_starts: sql<number>`read_starts + 1`,
      progress_done: 0,
      progress_total: 0,
    })
    .where('id', '=', studyId)
    .execute();
  return { kind: 'read', study: toRead };
}

/** Counts that a worker begins with a study; false where it must not, since two workers did not survive it. */
export async function countStart(tx: Tx, studyId: string): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('study')
    // Counted anew from each change on, by requestReading and growStudy.
    .set({ read_starts: sql<number>`read_starts + 1`, last_file_at: sql<Date>`clock_timestamp()` })
    .where('id', '=', studyId)
    .where('read_starts', '<', MOST_STARTS)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

/** A reading ended before its time, through no fault of the study. */
export async function undoStart(tx: Tx, studyId: string): Promise<void> {
  await tx
    .updateTable('study')
    .set({ read_starts: sql<number>`greatest(read_starts - 1, 0)` })
    .where('id', '=', studyId)
    .execute();
}

/** Asked to be read too, and not scored yet. */
export const isAskedFor = ({ readToo, report }: Pick<SeriesToRead, 'readToo' | 'report'>): boolean =>
  readToo && report?.scores == null;

async function seriesToRead(tx: Tx, studyId: string): Promise<SeriesToRead[]> {
  const series = await tx
    .selectFrom('series')
    .select(['id', 'series_instance_uid', 'read_too', 'report'])
    .where('study_id', '=', studyId)
    .orderBy('id')
    .execute();
  const instances = await tx
    .selectFrom('instance')
    .select(['id', 'series_id', 'sop_instance_uid', 'sha256'])
    .select([
      sql<string>`slice->>'studyInstanceUid'`.as('studyInstanceUid'),
      sql<string>`slice->>'seriesInstanceUid'`.as('seriesInstanceUid'),
      sql<string>`slice->>'patientId'`.as('patientId'),
    ])
    .where('study_id', '=', studyId)
    .where('computed', '=', false)
    .orderBy('id')
    .execute();
  const bySeries = Map.groupBy(instances, ({ series_id }) => series_id);
  return series.map((one) => ({
    id: one.id,
    seriesInstanceUid: one.series_instance_uid,
    readToo: one.read_too,
    report: one.report,
    instances: (bySeries.get(one.id) ?? []).map((instance) => ({
      id: instance.id,
      studyInstanceUid: instance.studyInstanceUid,
      seriesInstanceUid: instance.seriesInstanceUid,
      sopInstanceUid: instance.sop_instance_uid,
      patientId: instance.patientId,
      sha256: instance.sha256,
    })),
  }));
}

export async function reportProgress(
  db: Db,
  studyId: string,
  worker: string,
  { done, total }: { done: number; total: number },
): Promise<void> {
  await db
    .updateTable('study')
    .set({ progress_done: done, progress_total: total })
    .where('id', '=', studyId)
    .where('reader', '=', worker)
    .execute();
}

/** What a reading came to. */
export interface Reading {
  readonly series: readonly { readonly id: string; readonly report: SeriesReport }[];
  readonly damaged: readonly DamagedFile[];
  /** Axial slices that were computed, as files; under temporary names. */
  readonly computed: readonly ComputedSlice[];
  /** Of the study; absent where only series beside the chosen one were read. */
  readonly result?: StudyReading;
}

/** A file whose pixels turned out not to be had. */
export interface DamagedFile extends Damage {
  readonly sha256: string;
}

export interface ComputedSlice {
  readonly seriesId: string;
  readonly header: InstanceHeader;
  readonly incoming: Incoming;
}

export interface StudyReading {
  readonly state: StudyStateKind;
  readonly reason: string | null;
  readonly readSeriesId: string | null;
  readonly study: StudyResult;
  readonly bundle: BundleReference;
}

/** Records a reading; false where the study was deleted, or given to another worker, and the reading is void. */
export async function finishReading(
  tx: Tx,
  study: StudyToRead,
  worker: string,
  { series, damaged, computed, result }: Reading,
): Promise<boolean> {
  if (!(await isReadBy(tx, study.id, worker))) return false;
  for (const { id, report } of series) {
    await tx
      .updateTable('series')
      .set({ report: JSON.stringify(report) })
      .where('id', '=', id)
      .execute();
  }
  for (const { sha256, ...damage } of damaged) await setDamage(tx, sha256, damage);
  if (result === undefined) {
    await settle(tx, study.id, {});
    return true;
  }
  await replaceComputed(tx, study.id, computed);
  const { study: report } = result;
  await settle(tx, study.id, {
    read_content: study.content,
    read_state: result.state,
    read_reason: result.reason,
    read_series_id: result.readSeriesId,
    answer: report.answer,
    statement: report.statement,
    scores: report.scores && JSON.stringify(report.scores),
    calls: JSON.stringify(report.calls),
    bundle: JSON.stringify(result.bundle),
  });
  return true;
}

async function replaceComputed(tx: Tx, studyId: string, computed: readonly ComputedSlice[]): Promise<void> {
  await forgetComputed(tx, studyId);
  if (computed.length === 0) return;
  await lockContents(
    tx,
    computed.map(({ incoming }) => incoming.sha256),
  );
  await addInstances(
    tx,
    computed.map(({ seriesId, header, incoming: { sha256, bytes } }) => ({
      studyId,
      seriesId,
      frame: 1,
      header,
      sha256,
      bytes,
      computed: true,
    })),
  );
  await Promise.all(computed.map(({ incoming }) => incoming.keep()));
}

/** Records that a reading raised an error; false where it is void, as in {@link finishReading}. */
export async function abandonReading(
  tx: Tx,
  study: StudyToRead,
  worker: string,
  reason: string,
): Promise<boolean> {
  if (!(await isReadBy(tx, study.id, worker))) return false;
  await fail(tx, study, reason);
  return true;
}

/** Whether a worker still has a study; it keeps it until the transaction ends. */
async function isReadBy(tx: Tx, studyId: string, worker: string): Promise<boolean> {
  const found = await tx
    .selectFrom('study')
    .select('id')
    .where('id', '=', studyId)
    .where('reader', '=', worker)
    .forUpdate()
    .executeTakeFirst();
  return found !== undefined;
}

/** What failed is the study, or, where its own answer stands, the series beside it that somebody asked for. */
async function fail(tx: Tx, study: StudyToRead, reason: string): Promise<void> {
  if (!study.onlyAsked) return failReading(tx, study.id, reason);
  for (const series of study.series.filter(isAskedFor)) {
    const report = series.report && { ...series.report, reason: `Reading it too failed. ${reason}` };
    await tx
      .updateTable('series')
      .set({ read_too: false, report: report && JSON.stringify(report) })
      .where('id', '=', series.id)
      .execute();
  }
  await settle(tx, study.id, {});
}

/** A study could not be read or made, or stopped workers: nobody begins it again until it grows or somebody asks. */
export async function failReading(tx: Tx, studyId: string, reason: string): Promise<void> {
  await tx
    .updateTable('study')
    .set({
      state: 'failed',
      reason,
      reader: null,
      read_starts: 0,
      read_content: sql<number>`content`,
      read_state: 'failed',
      read_reason: reason,
      // What an earlier reading said is no longer said of this study.
      read_series_id: null,
      answer: null,
      statement: null,
      scores: null,
      calls: '[]',
      bundle: null,
    })
    .where('id', '=', studyId)
    .execute();
  await tx
    .updateTable('series')
    .set({ read_too: false, report: null })
    .where('study_id', '=', studyId)
    .execute();
  await forgetComputed(tx, studyId);
}

/** Ends a reading: the study is what its last reading says, or waits where it has grown meanwhile. */
async function settle(
  tx: Tx,
  studyId: string,
  changes: {
    readonly read_content?: number;
    readonly read_state?: StudyStateKind;
    readonly read_reason?: string | null;
    readonly read_series_id?: string | null;
    readonly answer?: StudyResult['answer'];
    readonly statement?: string;
    readonly scores?: string | null;
    readonly calls?: string;
    readonly bundle?: string;
  },
): Promise<void> {
  await tx
    .updateTable('study')
    .set({ ...changes, reader: null, read_starts: 0, state: 'received', reason: null })
    .where('id', '=', studyId)
    .execute();
  await tx
    .updateTable('study')
    .set({ state: sql<StudyStateKind>`read_state`, reason: sql<string | null>`read_reason` })
    .where('id', '=', studyId)
    .whereRef('read_content', '=', 'content')
    .execute();
}

/** Studies that wait though nobody has a job for them may have lost it with a process that died. */
export async function waitingStudies(tx: Tx, quietSeconds: number): Promise<string[]> {
  const found = await tx
    .selectFrom('study')
    .select('id')
    .where('state', '=', 'received')
    .where('study_instance_uid', 'is not', null)
    .where(isElapsed('last_file_at', quietSeconds))
    .execute();
  return found.map(({ id }) => id);
}
