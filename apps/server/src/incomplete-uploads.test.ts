import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { openUploads, studyDetail, uploadEnded, uploadList, worklist } from '@ichor/api';
import { readHeader } from '@ichor/dicom';
import { makeZip } from '@ichor/testing/make-zip';
import { sql } from 'kysely';
import { Value } from 'typebox/value';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { runReadJob } from './jobs/run-jobs.ts';
import { noteBrokenOff, noteHeard } from './repositories/upload-files.ts';
import { forgetRefused } from './repositories/uploads.ts';
import { DATABASES } from './testing/databases.ts';
import { fixture, smallStudy } from './testing/small-study.ts';
import { openTestServer, type TestServer } from './testing/test-server.ts';

interface NamedFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** An upload that breaks off must not end as a study that was read. */
describe.each(DATABASES)('on %s, an upload that says what it brings', (_, open) => {
  let server: TestServer;
  beforeAll(async () => {
    server = await openTestServer(await open());
  });
  afterAll(() => server.close());
  afterEach(async () => {
    for (const { id } of await server.studies()) await post(`/api/studies/${id}`, undefined, 'DELETE');
    for (const { id } of await uploads()) await post(`/api/uploads/${id}/whole`);
  });

  const post = async (url: string, payload?: object, method: 'POST' | 'DELETE' = 'POST') => {
    const answer = await server.app.inject({ method, url, ...(payload && { payload }) });
    if (answer.statusCode > 299) throw new Error(answer.body);
    return answer.body && JSON.parse(answer.body);
  };
  const listed = async (files: readonly NamedFile[]): Promise<string> => {
    const { uploadId } = await post('/api/uploads');
    const list = files.map(({ name, bytes }) => ({ name, bytes: bytes.length }));
    await post(`/api/uploads/${uploadId}/list`, { files: list });
    return uploadId;
  };
  const send = async (uploadId: string, ...files: readonly NamedFile[]) => {
    for (const { name, bytes } of files) {
      const answer = await server.app.inject({
        method: 'PUT',
        url: `/api/uploads/${uploadId}/files`,
        query: { name },
        headers: { 'content-type': 'application/octet-stream' },
        payload: Buffer.from(bytes),
      });
      if (answer.statusCode !== 200) throw new Error(answer.body);
    }
  };
  const uploads = async () => {
    const { uploads } = (await server.app.inject({ url: '/api/uploads' })).json();
    expect(Value.Errors(openUploads, { uploads })).toEqual([]);
    return uploads;
  };
  const listOf = async (uploadId: string) => {
    const list = (await server.app.inject({ url: `/api/uploads/${uploadId}/list` })).json();
    expect(Value.Errors(uploadList, list)).toEqual([]);
    return list.files;
  };
  const read = async (studyId: string) => runReadJob(await server.worker(), { studyId, now: true });
  /** A study that was read and whose slices are all there, of an upload that was to bring letters too. */
  const brokenOff = async (seed: string, missing: number) => {
    const { files } = smallStudy(seed);
    const bytes = fixture('not-dicom.txt');
    const rest = Array.from({ length: missing }, (_, i) => ({ name: `DOE-JANE/${i}.txt`, bytes }));
    const uploadId = await listed([...files, ...rest]);
    await send(uploadId, ...files);
    const [study] = await server.studies();
    await read(study!.id);
    await noteBrokenOff(server.context.db, 0);
    return { uploadId, files, rest, id: study!.id };
  };
  const stateOf = async (id: string) => (await server.detail(id)).study.state;

  test('leaves its study incomplete while files are missing, and read when they have come', async () => {
    const { uploadId, files, rest, id } = await brokenOff('comes', 21);
    const broken = await server.detail(id);
    expect(Value.Errors(studyDetail, broken)).toEqual([]);
    expect(broken.study.state).toEqual({
      kind: 'incomplete',
      reason: '21 files of the upload did not arrive',
    });
    expect(broken.missingFiles).toBe(21);
    expect(broken.statement).toMatch(/incomplete: cannot say/);
    const all = files.length + 21;
    expect(await uploads()).toMatchObject([
      { id: uploadId, files: all, missing: 21, brokenOff: true, studyIds: [id] },
    ]);
    expect(Value.Errors(worklist, { studies: await server.studies() })).toEqual([]);

    await send(uploadId, ...rest.slice(1));
    expect(await stateOf(id)).toEqual({ kind: 'incomplete', reason: 'its upload is still going on' });
    const ended = await post(`/api/uploads/${uploadId}/end`);
    expect(Value.Errors(uploadEnded, ended)).toEqual([]);
    expect(ended).toMatchObject({ stored: files.length, refused: 20, missing: 1 });
    const before = (await server.detail(id)).study;
    expect(before.state).toEqual({ kind: 'incomplete', reason: '1 file of the upload did not arrive' });

    // It is no image, and the study is not read again; the pages are told all the same.
    await send(uploadId, rest[0]!);
    const after = (await server.detail(id)).study;
    expect(after.state).toEqual({ kind: 'read' });
    expect(after.revision).toBeGreaterThan(before.revision);
    expect(await uploads()).toEqual([]);
    // Names may name a patient: they are not kept longer than they are needed.
    expect(await listOf(uploadId)).toEqual([]);
  });

  test('whose reading found slices missing says both', async () => {
    const { files, series } = smallStudy('both');
    const gap = `${series.slices[4]!.sopInstanceUid}.dcm`;
    const uploadId = await listed(files);
    await send(uploadId, ...files.filter(({ name }) => name !== gap));
    const { studyIds } = await post(`/api/uploads/${uploadId}/end`);
    await read(studyIds[0]);
    expect(await stateOf(studyIds[0])).toEqual({
      kind: 'incomplete',
      reason: '1 slice seems to be missing; 1 file of the upload did not arrive',
    });
  });

  test('never says of a part of a study that nothing is above threshold', async () => {
    const { id, uploadId } = await brokenOff('nothing', 1);
    const nothing = { answer: 'nothing-above-threshold', statement: 'nothing above threshold', calls: '[]' };
    const { db } = server.context;
    await db
      .updateTable('study')
      .set(nothing as never)
      .where('id', '=', id)
      .execute();
    await sql`update series set report = (report::jsonb || ${JSON.stringify({ ...nothing, calls: [] })}::jsonb)::json
      where study_id = ${id}`.execute(db);
    const part = await server.detail(id);
    expect(part.statement).toBe('incomplete: cannot say');
    expect(part.series[0]!.report).toMatchObject({
      answer: 'incomplete',
      statement: 'incomplete: cannot say',
    });
    await post(`/api/uploads/${uploadId}/whole`);
    expect((await server.detail(id)).statement).toBe('nothing above threshold');
  });

  test('that still goes on is not called broken off, and what of it was read is not called whole', async () => {
    const { id, uploadId } = await brokenOff('goes on', 1);
    await noteHeard(server.context.db, uploadId);
    await noteBrokenOff(server.context.db, 3600);
    expect(await stateOf(id)).toEqual({ kind: 'incomplete', reason: 'its upload is still going on' });
    expect(await uploads()).toMatchObject([{ brokenOff: false }]);
    // A clock that was set back: it is not waited for until it has caught up.
    await sql`update upload set heard_at = clock_timestamp() + interval '2 hours'`.execute(server.context.db);
    await noteBrokenOff(server.context.db, 3600);
    expect(await uploads()).toMatchObject([{ brokenOff: true }]);
  });

  test('goes on while a large file of it is still coming', async () => {
    const letter = { name: 'large.txt', bytes: fixture('not-dicom.txt') };
    const uploadId = await listed([letter]);
    await noteBrokenOff(server.context.db, 0);
    expect(await uploads()).toMatchObject([{ brokenOff: true }]);
    let isOver = false;
    async function* slowly() {
      for (; !isOver; await sleep(50)) yield Buffer.from('x');
    }
    const sent = server.app.inject({
      method: 'PUT',
      url: `/api/uploads/${uploadId}/files`,
      query: { name: letter.name },
      headers: { 'content-type': 'application/octet-stream' },
      payload: Readable.from(slowly()),
    });
    await expect.poll(async () => (await uploads())[0]?.brokenOff).toBe(false);
    isOver = true;
    expect((await sent).json().files).toMatchObject([{ outcome: 'refused' }]);
    expect(await uploads()).toEqual([]);
  });

  test('is taken for whole when a person says so of its study, until more of it comes', async () => {
    const { id, uploadId, files } = await brokenOff('declared', 2);
    await post(`/api/studies/${id}/whole`);
    expect(await stateOf(id)).toEqual({ kind: 'read' });
    expect(await uploads()).toEqual([]);
    expect(await listOf(uploadId)).toEqual([]);
    // Its list is gone; told anew, it counts anew.
    await post(`/api/uploads/${uploadId}/list`, { files: [{ name: 'locked', bytes: null }] });
    await send(uploadId, files[0]!);
    await post(`/api/uploads/${uploadId}/end`);
    expect(await stateOf(id)).toMatchObject({ kind: 'incomplete' });
  });

  test('of two studies: one is declared whole, and the other still lacks files', async () => {
    const letters = [1, 2].map((i) => ({ name: `${i}.txt`, bytes: fixture('not-dicom.txt') }));
    const all = [...smallStudy('two a').files, ...smallStudy('two b').files];
    const uploadId = await listed([...all, ...letters]);
    await send(uploadId, ...all);
    const { studyIds } = await post(`/api/uploads/${uploadId}/end`);
    for (const id of studyIds) await read(id);
    expect(await Promise.all(studyIds.map(stateOf))).toMatchObject([
      { kind: 'incomplete' },
      { kind: 'incomplete' },
    ]);
    await post(`/api/studies/${studyIds[0]}/whole`);
    expect(await stateOf(studyIds[0])).toEqual({ kind: 'read' });
    expect((await server.detail(studyIds[1])).missingFiles).toBe(2);
    expect(await uploads()).toHaveLength(1);
    await post(`/api/studies/${studyIds[1]}/whole`);
    expect(await uploads()).toEqual([]);
  });

  test('counts what is refused, known, an index or a zip as come', async () => {
    const { files } = smallStudy('kinds');
    await server.upload(files[0]!);
    const letter = { name: 'DOE.txt', bytes: fixture('not-dicom.txt') };
    const zip = { name: 'rest.zip', bytes: makeZip(files.slice(1)) };
    const long = { name: `${'deep/'.repeat(800)}a\0b`, bytes: Buffer.from('x') };
    const all = [letter, files[0]!, zip, long];
    const uploadId = await listed(all);
    for (const [i, file] of all.entries()) {
      expect(await uploads()).toMatchObject([{ missing: all.length - i }]);
      await send(uploadId, file);
    }
    expect(await uploads()).toEqual([]);
  });

  test('has what came of a file by its content, so that a folder can be told from another of the same names', async () => {
    const { uploadId, files } = await brokenOff('content', 2);
    const list = await listOf(uploadId);
    expect(list).toHaveLength(files.length + 2);
    expect(list.filter(({ sha256 }: { sha256: string | null }) => sha256 !== null)).toHaveLength(
      files.length,
    );
    // Another size: it is another file, and has to come.
    await post(`/api/uploads/${uploadId}/list`, { files: [{ name: files[0]!.name, bytes: 7 }] });
    expect(await uploads()).toMatchObject([{ files: files.length + 2, missing: 3 }]);
  });

  test('may not bring more than the limit, and has to be known', async () => {
    const { uploadId } = await post('/api/uploads');
    const some = (from: number) =>
      Array.from({ length: 10_000 }, (_, i) => ({ name: `folder/${from + i}`, bytes: 1 }));
    const list = async (id: string, files: object[]) =>
      (await server.app.inject({ method: 'POST', url: `/api/uploads/${id}/list`, payload: { files } })).json;
    await list(uploadId, some(0));
    await list(uploadId, some(10_000));
    expect((await list(uploadId, [{ name: 'one more', bytes: 1 }]))()).toMatchObject({ code: 'too-many' });
    expect(await uploads()).toMatchObject([{ files: 20_000, missing: 20_000 }]);
    expect((await list('12345', some(0)))()).toMatchObject({ code: 'upload-unknown' });
  });

  test('that lacks files and came to nothing is forgotten after a day, or with its study', async () => {
    await listed(smallStudy('forgotten').files);
    const { db } = server.context;
    await forgetRefused(db);
    expect(await uploads()).toHaveLength(1);
    await sql`update upload set heard_at = heard_at - interval '2 days'`.execute(db);
    await forgetRefused(db);
    expect(await uploads()).toEqual([]);
    const { id } = await brokenOff('deleted', 1);
    await post(`/api/studies/${id}`, undefined, 'DELETE');
    expect(await uploads()).toEqual([]);
    expect(await db.selectFrom('upload_file').selectAll().execute()).toEqual([]);
  });

  test('has nothing on its list of a study that was deleted: dropped again, that is sent again', async () => {
    const [gone, stays] = [smallStudy('gone').files, smallStudy('stays').files];
    const uploadId = await listed([...gone, ...stays]);
    await send(uploadId, ...gone.slice(1), ...stays);
    await noteBrokenOff(server.context.db, 0);
    const uids = [gone, stays].map((files) => readHeader(files[0]!.bytes, 'x').instance.studyInstanceUid);
    const rows = await server.context.db.selectFrom('study').select(['id', 'study_instance_uid']).execute();
    await post(
      `/api/studies/${rows.find((row) => row.study_instance_uid === uids[0])!.id}`,
      undefined,
      'DELETE',
    );
    const names = (await listOf(uploadId)).map(({ name }: NamedFile) => name);
    expect(names.sort()).toEqual([gone[0]!, ...stays].map(({ name }) => name).sort());
    expect(await uploads()).toMatchObject([{ id: uploadId, files: names.length, missing: 1 }]);
  });

  test('without a list is taken for what came of it', async () => {
    const { files } = smallStudy('no list');
    const { ended } = await server.upload(...files);
    await read(ended.studyIds[0]!);
    expect(await stateOf(ended.studyIds[0]!)).toEqual({ kind: 'read' });
    expect(ended.missing).toBe(0);
  });
});
