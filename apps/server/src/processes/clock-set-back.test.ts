import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runReadJob } from '../jobs/run-jobs.ts';
import { waitingStudies } from '../repositories/readings.ts';
import { waitingSimulations } from '../repositories/simulations.ts';
import { addWorker, buryDeadWorkers } from '../repositories/workers.ts';
import { DATABASES } from '../testing/databases.ts';
import { smallStudy } from '../testing/small-study.ts';
import { openTestServer, type TestServer } from '../testing/test-server.ts';
import { remember } from './remember.ts';

/** What was written down before the clock was set back lies in the future. */
describe.each(DATABASES)('on %s', (_, open) => {
  let server: TestServer;
  let studyId: string;
  beforeAll(async () => {
    server = await openTestServer(await open());
    studyId = (await server.upload(...smallStudy('clock').files)).ended.studyIds[0]!;
    await sql`update study set last_file_at = clock_timestamp() + interval '1 day'`.execute(
      server.context.db,
    );
    await setJobs('1 day');
  });
  afterAll(() => server.close());

  const inTransaction = <T>(
    action: (
      tx: Parameters<Parameters<ReturnType<TestServer['context']['db']['transaction']>['execute']>[0]>[0],
    ) => Promise<T>,
  ) => server.context.db.transaction().execute(action);
  const setJobs = (ahead: string) =>
    sql`update pgboss.job set start_after = clock_timestamp() + ${ahead}::interval where state = 'created'`.execute(
      server.context.db,
    );
  /** Jobs that could begin now, and those that could not. */
  const jobs = async () =>
    (
      await sql<{ due: boolean }>`
        select start_after <= clock_timestamp() as due from pgboss.job where state = 'created'`.execute(
        server.context.db,
      )
    ).rows.map(({ due }) => due);

  test('it is found by those who look for what waits, and its job begins now', async () => {
    expect(await inTransaction((tx) => waitingStudies(tx, 20))).toEqual([studyId]);
    expect(await jobs()).toEqual([false]);
    await remember(server.context.db, server.context.queue, 3);
    expect(await jobs()).toEqual([true]);
  });

  test('asked for by a person, a job that stands far in the future begins now', async () => {
    const ask = () => server.app.inject({ method: 'POST', url: `/api/studies/${studyId}/read` });
    await ask();
    await setJobs('1 day');
    expect(await jobs()).toEqual([false, false]);
    await ask();
    expect((await jobs()).sort()).toEqual([false, true]);
  });

  test('a patient that waits to be simulated is found, too', async () => {
    const payload = { type: null, side: 'left', volumeMl: 10, hu: 60, age: 60, seed: 1 };
    const asked = await server.app.inject({ method: 'POST', url: '/api/simulations', payload });
    const { studyId: simulated } = asked.json();
    await sql`update study set last_file_at = clock_timestamp() + interval '1 day' where id = ${simulated}`.execute(
      server.context.db,
    );
    await setJobs('1 day');
    expect(await inTransaction((tx) => waitingSimulations(tx, 20))).toEqual([simulated]);
    await remember(server.context.db, server.context.queue, 3);
    expect((await jobs()).filter((due) => due)).toHaveLength(2);
    await server.app.inject({ method: 'DELETE', url: `/api/studies/${simulated}` });
  });

  test('it is read without having to be quiet', async () => {
    await runReadJob({ ...(await server.worker()), quietSeconds: 3600 }, { studyId, now: false });
    expect((await server.detail(studyId)).study.state).toEqual({ kind: 'read' });
  });

  test('a worker of another machine that was seen later than now is silent from now on, and not dead', async () => {
    const id = crypto.randomUUID();
    await addWorker(server.context.db, id);
    const seen = (when: string) =>
      sql`update worker set host = 'elsewhere', seen_at = clock_timestamp() + ${when}::interval where id = ${id}`.execute(
        server.context.db,
      );
    const isThere = async () =>
      (await server.context.db.selectFrom('worker').select('id').where('id', '=', id).execute()).length === 1;
    await seen('1 day');
    await inTransaction(buryDeadWorkers);
    expect(await isThere()).toBe(true);
    const { rows } = await sql<{ ahead: boolean }>`
      select seen_at > clock_timestamp() as ahead from worker where id = ${id}`.execute(server.context.db);
    expect(rows).toEqual([{ ahead: false }]);
    await seen('-31 seconds');
    await inTransaction(buryDeadWorkers);
    expect(await isThere()).toBe(false);
  });
});
