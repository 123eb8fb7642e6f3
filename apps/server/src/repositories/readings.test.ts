import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runReadJob } from '../jobs/run-jobs.ts';
import { DATABASES } from '../testing/databases.ts';
import { smallStudy } from '../testing/small-study.ts';
import { openTestServer, type TestServer } from '../testing/test-server.ts';
import { abandonReading, finishReading, startReading } from './readings.ts';
import { addWorker, buryDeadWorkers } from './workers.ts';

/** No process has it: pids end far below. */
const DEAD_PID = 2 ** 30;

describe.each(DATABASES)('on %s', (_, open) => {
  let server: TestServer;
  let studyId: string;
  beforeAll(async () => {
    server = await openTestServer(await open());
  });
  afterAll(() => server.close());

  const inTransaction = <T>(
    action: (
      tx: Parameters<Parameters<ReturnType<TestServer['context']['db']['transaction']>['execute']>[0]>[0],
    ) => Promise<T>,
  ) => server.context.db.transaction().execute(action);
  const begin = (worker: string) =>
    inTransaction((tx) => startReading(tx, studyId, { worker, quietSeconds: 0 }));
  const newWorker = async () => {
    const id = randomUUID();
    await addWorker(server.context.db, id);
    return id;
  };
  const die = async (worker: string) => {
    await server.context.db.updateTable('worker').set({ pid: DEAD_PID }).where('id', '=', worker).execute();
    return inTransaction(buryDeadWorkers);
  };
  const state = async () => (await server.detail(studyId)).study.state;

  test('a study whose worker died waits again; after the second death it has failed, and is not begun a third time', async () => {
    studyId = (await server.upload(...smallStudy('kills').files)).ended.studyIds[0]!;
    for (const _death of [1, 2]) {
      const worker = await newWorker();
      expect(await begin(worker)).toMatchObject({ kind: 'read' });
      expect(await state()).toMatchObject({ kind: 'reading' });
      expect(await die(worker)).toEqual([studyId]);
      expect(await state()).toEqual({ kind: 'received' });
    }
    expect(await begin(await newWorker())).toEqual({ kind: 'nothing' });
    expect(await state()).toMatchObject({
      kind: 'failed',
      reason: expect.stringContaining('stopped the worker twice'),
    });
    expect(await begin(await newWorker())).toEqual({ kind: 'nothing' });
  });

  test('a failed study is read when somebody asks for it again', async () => {
    await server.app.inject({ method: 'POST', url: `/api/studies/${studyId}/read` });
    expect(await state()).toEqual({ kind: 'received' });
    await runReadJob(await server.worker(), { studyId, now: true });
    expect(await state()).toEqual({ kind: 'read' });
  });

  test('a study that another worker reads is left to it', async () => {
    await server.app.inject({ method: 'POST', url: `/api/studies/${studyId}/read` });
    const first = await newWorker();
    expect(await begin(first)).toMatchObject({ kind: 'read' });
    expect(await begin(await newWorker())).toMatchObject({ kind: 'later' });
    await die(first);
  });

  test('waits until the study has been quiet', async () => {
    const worker = await newWorker();
    const start = await inTransaction((tx) => startReading(tx, studyId, { worker, quietSeconds: 3600 }));
    expect(start).toMatchObject({ kind: 'later', seconds: expect.closeTo(3600, -3) });
  });

  test('a reading that ends after its worker was given up, or after the study was deleted, is void', async () => {
    const worker = await newWorker();
    const start = await begin(worker);
    if (start.kind !== 'read') return expect.unreachable(start.kind);
    const finish = () =>
      inTransaction((tx) =>
        finishReading(tx, start.study, worker, { series: [], damaged: [], computed: [] }),
      );
    await die(worker);
    expect(await finish()).toBe(false);
    await server.app.inject({ method: 'DELETE', url: `/api/studies/${studyId}` });
    expect(await finish()).toBe(false);
  });

  test('what comes while it is read has it read again', async () => {
    const { files } = smallStudy('comes late');
    studyId = (await server.upload(...files.slice(1))).ended.studyIds[0]!;
    const worker = await newWorker();
    const start = await begin(worker);
    if (start.kind !== 'read') return expect.unreachable(start.kind);
    await server.upload(files[0]!);
    expect(await state()).toMatchObject({ kind: 'reading' });
    await inTransaction((tx) =>
      finishReading(tx, start.study, worker, { series: [], damaged: [], computed: [] }),
    );
    expect(await state()).toEqual({ kind: 'received' });
    await runReadJob(await server.worker(), { studyId, now: true });
    expect(await state()).toEqual({ kind: 'read' });
  });

  test('the error of a worker that was given up does not fail a study that another reads', async () => {
    await server.app.inject({ method: 'POST', url: `/api/studies/${studyId}/read` });
    const [first, second] = [await newWorker(), await newWorker()];
    const start = await begin(first);
    if (start.kind !== 'read') return expect.unreachable(start.kind);
    await die(first);
    await begin(second);
    expect(await inTransaction((tx) => abandonReading(tx, start.study, first, 'An error.'))).toBe(false);
    expect(await state()).toMatchObject({ kind: 'reading' });
    await die(second);
  });

  test('a reading that can not be recorded has failed: it does not stand as being read for ever', async () => {
    const { db } = server.context;
    await sql`alter table series add constraint no_report check (report is null) not valid`.execute(db);
    await server.app.inject({ method: 'POST', url: `/api/studies/${studyId}/read` });
    await runReadJob(await server.worker(), { studyId, now: true });
    expect(await state()).toEqual({ kind: 'failed', reason: 'An error in the program stopped it.' });
    const { bundle, statement, series } = await server.detail(studyId);
    expect({ bundle, statement, reports: series.map(({ report }) => report) }).toEqual({
      bundle: null,
      statement: null,
      reports: [null],
    });
    await sql`alter table series drop constraint no_report`.execute(db);
    await server.app.inject({ method: 'POST', url: `/api/studies/${studyId}/read` });
    await runReadJob(await server.worker(), { studyId, now: true });
    expect(await state()).toEqual({ kind: 'read' });
  });

  test('a series beside the chosen one that stops workers costs the study nothing of its answer', async () => {
    const before = await server.detail(studyId);
    const report = { ...before.series[0]!.report, status: 'passed-over', scores: null, reason: 'another' };
    const { id } = await server.context.db
      .insertInto('series')
      .values({ study_id: studyId, series_instance_uid: '2.25.1', report: JSON.stringify(report) })
      .returning('id')
      .executeTakeFirstOrThrow();
    await server.app.inject({ method: 'POST', url: `/api/series/${id}/read` });
    for (const _death of [1, 2]) {
      const worker = await newWorker();
      expect(await begin(worker)).toMatchObject({ kind: 'read', study: { onlyAsked: true } });
      await die(worker);
    }
    expect(await begin(await newWorker())).toEqual({ kind: 'nothing' });
    const after = await server.detail(studyId);
    expect(after.study).toMatchObject({ state: { kind: 'read' }, scores: before.study.scores });
    expect(after.series.find((series) => series.id === id)!.report).toMatchObject({
      status: 'passed-over',
      reason: expect.stringContaining('stopped the worker twice'),
    });
    expect(await begin(await newWorker())).toEqual({ kind: 'nothing' });
  });
});
