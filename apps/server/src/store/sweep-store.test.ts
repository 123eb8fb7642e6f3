import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readHeader } from '@ichor/dicom';
import { simulateStudy } from '@ichor/phantom';
import { filesOf, planesOf } from '@ichor/testing/planes-of';
import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { runReadJob, runSimulateJob } from '../jobs/run-jobs.ts';
import { failReading } from '../repositories/readings.ts';
import { DATABASES } from '../testing/databases.ts';
import { smallStudy } from '../testing/small-study.ts';
import { openTestServer, type TestServer } from '../testing/test-server.ts';
import { sweepStore } from './sweep-store.ts';

const sha256Of = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

/** Sagittal: axial slices are computed of it. */
function sagittalStudy() {
  const { patient } = smallStudy('sagittal');
  const { series } = simulateStudy(patient, { rows: 128, columns: 128, thicknessMm: 2, tiltDegrees: 0 });
  return filesOf(planesOf(series, { along: 'P', down: 'F', suffix: '.7', studySuffix: '' }));
}

describe.each(DATABASES)('on %s', { timeout: 180_000 }, (_, open) => {
  let server: TestServer;
  beforeAll(async () => {
    server = await openTestServer(await open());
  });
  afterEach(() => forget('study', 'simulation', 'upload', 'removed_content'));
  afterAll(() => server.close());

  /** As if a database had just been made: the store stays as it is. */
  const forget = async (...tables: string[]) => {
    await sql.raw(`truncate ${tables.join()} cascade`).execute(server.context.db);
  };
  const lose = () => forget('study', 'simulation', 'upload');
  const sweep = () => sweepStore(server.context);
  const read = async (studyId: string) => runReadJob(await server.worker(), { studyId, now: true });
  const pathOf = (sha256: string) => join(server.dataFolder, 'store', sha256.slice(0, 2), sha256);
  const aside = join('store', 'set-aside');
  const setAside = () => {
    const folder = join(server.dataFolder, aside);
    return existsSync(folder) ? readdirSync(folder) : [];
  };
  /** Each test begins with nothing. */
  beforeEach(async () => {
    for (const sha256 of await server.stored()) await rm(pathOf(sha256));
    await rm(join(server.dataFolder, aside), { recursive: true, force: true });
  });

  test('a new database knows all pictures after the next start, as studies that are read', async () => {
    const studies = [smallStudy('kept a'), smallStudy('kept b')];
    await server.upload(...studies.flatMap(({ files }) => files));
    const before = await server.stored();
    await lose();
    await sweep();
    expect(await server.stored()).toEqual(before);
    const rows = await server.studies();
    expect(rows.map(({ state }) => state.kind)).toEqual(['received', 'received']);
    const inOrder = (some: [string | null, number][]) => some.sort(([a], [b]) => (a! < b! ? -1 : 1));
    expect(inOrder(rows.map(({ patient, instances }) => [patient.patientId, instances]))).toEqual(
      inOrder(studies.map(({ patient, files }) => [patient.id, files.length])),
    );
    for (const { id } of rows) await read(id);
    // Once is enough.
    await sweep();
    expect((await server.studies()).map(({ state }) => state.kind)).toEqual(['read', 'read']);
    expect(setAside()).toEqual([]);
  });

  test('a database of before comes to know what was sent since', async () => {
    const [before, later] = [smallStudy('before').files, smallStudy('since').files];
    const { ended } = await server.upload(...before);
    await read(ended.studyIds[0]!);
    const since = await server.upload(...later);
    await sql`delete from study where id = ${since.ended.studyIds[0]}`.execute(server.context.db);
    await sweep();
    const rows = await server.studies();
    expect(rows.map(({ state, instances }) => [state.kind, instances]).sort()).toEqual([
      ['read', before.length],
      ['received', later.length],
    ]);
  });

  test('a study whose file is gone is read anew and incomplete, until the file is there again', async () => {
    const { files } = smallStudy('gone');
    const { ended } = await server.upload(...files);
    const id = ended.studyIds[0]!;
    await read(id);
    const lost = sha256Of(files[4]!.bytes);
    await rm(pathOf(lost));
    await sweep();
    await read(id);
    const detail = await server.detail(id);
    expect(detail.study.state).toEqual({
      kind: 'incomplete',
      reason: `1 slice of ${files.length} could not be read`,
    });
    expect(detail.series[0]!.report!.notices).toContainEqual({
      code: 'content-missing',
      message: 'The file of a slice is not in the store.',
      sopInstanceUids: [readHeader(files[4]!.bytes, 'x').slice.sopInstanceUid],
    });
    await sweep();
    expect((await server.detail(id)).study.state.kind).toBe('incomplete');
    // As where a disk was not mounted.
    await writeFile(pathOf(lost), files[4]!.bytes);
    await sweep();
    expect((await server.detail(id)).study.state).toEqual({ kind: 'received' });
    await read(id);
    expect((await server.detail(id)).study.state).toEqual({ kind: 'read' });
  });

  test('what is no picture of a study is set aside under a name of its own, and never removed', async () => {
    const payload = { type: 'subdural', side: 'left', volumeMl: 40, hu: 70, age: 60, seed: 1 };
    const asked = await server.app.inject({ method: 'POST', url: '/api/simulations', payload });
    await runSimulateJob(await server.worker(), asked.json());
    const masks = await server.context.db.selectFrom('truth_mask').select('sha256').distinct().execute();
    const { files } = smallStudy('damaged');
    await server.upload(...files);
    const damaged = sha256Of(files[0]!.bytes);
    await writeFile(pathOf(damaged), 'no longer that');
    const before = await server.stored();
    await lose();
    await sweep();
    const gone = [damaged, ...masks.map(({ sha256 }) => sha256)].sort();
    expect(await server.stored()).toEqual(before.filter((sha256) => !gone.includes(sha256)));
    expect(
      setAside()
        .map((name) => name.split('.')[0])
        .sort(),
    ).toEqual(gone);
    // Again under the same name: both are there.
    await writeFile(pathOf(damaged), 'another');
    await sweep();
    const both = setAside().filter((name) => name.startsWith(damaged));
    const texts = both.map((name) => readFileSync(join(server.dataFolder, aside, name), 'utf8'));
    expect(texts.sort()).toEqual(['another', 'no longer that']);
    expect((await server.studies()).map(({ instances }) => instances)).toContain(files.length - 1);
  });

  test('what can not be set aside keeps no picture from being recorded again', async () => {
    const { files } = smallStudy('not set aside');
    await server.upload(...files);
    for (const { bytes } of files.slice(0, 2)) await writeFile(pathOf(sha256Of(bytes)), 'no longer that');
    await lose();
    // A file in its place: even root can't make the folder.
    await writeFile(join(server.dataFolder, aside), '');
    const before = await server.stored();
    await sweep();
    expect((await server.studies()).map(({ instances }) => instances)).toEqual([files.length - 2]);
    expect(await server.stored()).toEqual(before);
  });

  test('slices that were computed are not taken for pictures, and do not pile up when computed anew', async () => {
    const files = sagittalStudy();
    const { ended } = await server.upload(...files);
    const id = ended.studyIds[0]!;
    await read(id);
    const { computed } = (await server.detail(id)).series[0]!;
    expect(computed).toBeGreaterThan(8);
    await server.app.inject({ method: 'POST', url: `/api/studies/${id}/read` });
    await read(id);
    expect(await server.stored()).toHaveLength(files.length + computed);
    await lose();
    await sweep();
    expect((await server.studies()).map(({ instances }) => instances)).toEqual([files.length]);
    expect(await server.stored()).toHaveLength(files.length);
    expect(setAside()).toHaveLength(computed);
  });

  test('computed slices go when a study can no longer be read', async () => {
    const files = sagittalStudy();
    const { ended } = await server.upload(...files);
    await read(ended.studyIds[0]!);
    await server.context.db
      .transaction()
      .execute((tx) => failReading(tx, ended.studyIds[0]!, 'It stopped the worker twice.'));
    await sweep();
    expect(await server.stored()).toHaveLength(files.length);
  });

  test('files that are being recorded while the store is swept are no orphans', async () => {
    const { files } = smallStudy('side by side');
    let over = false;
    const sweeps = (async () => {
      while (!over) await sweep();
    })();
    const { ended, outcomes } = await server.upload(...files);
    over = true;
    await sweeps;
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(files.map(() => 'stored'));
    expect((await server.detail(ended.studyIds[0]!)).study.instances).toBe(files.length);
    expect(setAside()).toEqual([]);
    expect(await server.stored()).toHaveLength(files.length);
  });
});
