import type { SimulationRequest } from '@ichor/api';
import { sql } from 'kysely';
import { isElapsed } from '../database/elapsed.ts';
import type { Db, Tx } from '../database/open-database.ts';
import type { StoredBleed } from '../database/schema.ts';
import { countStart, failReading } from './readings.ts';

/** The study of a request; made, still without slices, where the same was not asked before. */
export async function findOrAddSimulation(
  tx: Tx,
  request: SimulationRequest,
): Promise<{ id: string; isNew: boolean }> {
  const { type, side, volumeMl, hu, age, seed } = request;
  const key = JSON.stringify([type, side, volumeMl, hu, age, seed]);
  // Two that ask for the same at once get the same.
  await sql`select pg_advisory_xact_lock(hashtextextended(${key}, 0))`.execute(tx);
  const found = await tx
    .selectFrom('simulation')
    .select('study_id')
    .where('request_key', '=', key)
    .executeTakeFirst();
  if (found !== undefined) return { id: found.study_id, isNew: false };
  const { id } = await tx
    .insertInto('study')
    .values({ simulated: true, description: 'Simulated head CT' })
    .returning('id')
    .executeTakeFirstOrThrow();
  await tx
    .insertInto('simulation')
    .values({ study_id: id, request: JSON.stringify(request), request_key: key })
    .execute();
  return { id, isNew: true };
}

/** What is to be simulated; undefined where there is nothing to be made (any more). */
export async function simulationToMake(db: Db, studyId: string): Promise<SimulationRequest | undefined> {
  const found = await db
    .selectFrom('simulation')
    .select('request')
    .where('study_id', '=', studyId)
    .where('bleeds', 'is', null)
    .executeTakeFirst();
  return found?.request;
}

/** Begins to make a study; undefined where it must not be: it is gone, made, or has stopped workers. */
export async function startSimulation(tx: Tx, studyId: string): Promise<SimulationRequest | undefined> {
  const request = await simulationToMake(tx, studyId);
  if (request === undefined) return undefined;
  if (await countStart(tx, studyId)) return request;
  await failReading(tx, studyId, 'Making it stopped the worker twice.');
  return undefined;
}

/** Simulated studies that wait though nobody makes them: their worker may have died. */
export async function waitingSimulations(tx: Tx, longerThanSeconds: number): Promise<string[]> {
  const found = await tx
    .selectFrom('study')
    .innerJoin('simulation', 'simulation.study_id', 'study.id')
    .select('study.id')
    .where('bleeds', 'is', null)
    .where('state', '=', 'received')
    .where(isElapsed('last_file_at', longerThanSeconds))
    .execute();
  return found.map(({ id }) => id);
}

/** Whether a study is still to be made; nobody else makes it until the transaction ends. */
export async function lockSimulation(tx: Tx, studyId: string): Promise<boolean> {
  const found = await tx
    .selectFrom('simulation')
    .select('study_id')
    .where('study_id', '=', studyId)
    .where('bleeds', 'is', null)
    .forUpdate()
    .executeTakeFirst();
  return found !== undefined;
}

export async function addBleeds(tx: Tx, studyId: string, bleeds: readonly StoredBleed[]): Promise<void> {
  await tx
    .updateTable('simulation')
    .set({ bleeds: JSON.stringify(bleeds) })
    .where('study_id', '=', studyId)
    .execute();
}
