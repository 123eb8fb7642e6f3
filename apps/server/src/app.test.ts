import { seriesStack, serverInfo, studyDetail, worklist } from '@ichor/api';
import { type CtImage, readInstance, writeCtImage } from '@ichor/dicom';
import { makeZip } from '@ichor/testing/make-zip';
import { Value } from 'typebox/value';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runReadJob, runSimulateJob } from './jobs/run-jobs.ts';
import { DATABASES } from './testing/databases.ts';
import { fixture, smallStudy } from './testing/small-study.ts';
import { openTestServer, type TestServer } from './testing/test-server.ts';

const int16 = (bytes: Buffer) => new Int16Array(new Uint8Array(bytes).buffer);

describe.each(DATABASES)('on %s', (_, open) => {
  let server: TestServer;
  beforeAll(async () => {
    server = await openTestServer(await open());
  });
  afterAll(() => server.close());

  const read = async (studyId: string) => runReadJob(await server.worker(), { studyId, now: true });

  test('says what it is', async () => {
    const info = (await server.app.inject({ url: '/api/server' })).json();
    expect(Value.Check(serverInfo, info)).toBe(true);
  });

  test('a study that was sent is listed, read, shown and deleted', async () => {
    const study = smallStudy('sent');
    const { outcomes, ended } = await server.upload(...study.files);
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(study.files.map(() => 'stored'));
    const [id] = ended.studyIds;
    const before = await server.studies();
    expect(Value.Errors(worklist, { studies: before })).toEqual([]);
    expect(before.find((row) => row.id === id)).toMatchObject({
      state: { kind: 'received' },
      instances: study.files.length,
      patient: { name: study.patient.name, patientId: study.patient.id },
      studyDate: '2026-01-01',
      // By what its files say.
      simulated: true,
      calls: [],
    });
    await read(id!);
    const detail = await server.detail(id!);
    expect(Value.Errors(studyDetail, detail)).toEqual([]);
    expect(detail.study.state).toEqual({ kind: 'read' });
    expect(detail.series[0]!.report!.slices).toHaveLength(study.files.length);
    expect(detail.readSeriesId).toBe(detail.series[0]!.id);

    const stack = (await server.app.inject({ url: `/api/series/${detail.readSeriesId}/stack` })).json();
    expect(Value.Errors(seriesStack, stack)).toEqual([]);
    expect(stack.slices.map((slice: { sopInstanceUid: string }) => slice.sopInstanceUid)).toEqual(
      study.series.slices.map(({ sopInstanceUid }) => sopInstanceUid),
    );
    const pixels = await server.app.inject({ url: `/api/instances/${stack.slices[3].instanceId}/pixels` });
    expect(int16(pixels.rawPayload)).toEqual(study.series.slices[3]!.hu);
    // What is deleted here must not stay in a browser's cache.
    expect(pixels.headers['cache-control']).toBe('no-store');

    const gone = await server.app.inject({ method: 'DELETE', url: `/api/studies/${id}` });
    expect(gone.statusCode).toBe(204);
    expect((await server.app.inject({ url: `/api/studies/${id}` })).statusCode).toBe(404);
    expect(await server.stored()).toEqual([]);
  });

  test('what was here already is known by its content, and a study grows by what was not', async () => {
    const { files } = smallStudy('grows');
    const first = await server.upload(...files.slice(0, 9));
    const [id] = first.ended.studyIds;
    await read(id!);
    // What has not come yet lies in the middle of the head.
    expect((await server.detail(id!)).study).toMatchObject({ state: { kind: 'incomplete' }, instances: 9 });
    const again = await server.upload(...files.map((file) => ({ ...file, name: `renamed-${file.name}` })));
    expect(again.ended).toMatchObject({ stored: files.length - 9, known: 9, studyIds: [id] });
    expect((await server.detail(id!)).study.state).toEqual({ kind: 'received' });
    await read(id!);
    expect((await server.detail(id!)).series[0]!.report!.slices).toHaveLength(files.length);
    await server.app.inject({ method: 'DELETE', url: `/api/studies/${id}` });
  });

  test('files that are refused are listed with the reason, beside the study that they came with', async () => {
    const { files } = smallStudy('beside');
    const { outcomes, ended } = await server.upload(
      files[0]!,
      { name: 'letter.txt', bytes: fixture('not-dicom.txt') },
      { name: 'mr.dcm', bytes: fixture('mr.dcm') },
      { name: 'no-series.dcm', bytes: fixture('no-series.dcm') },
    );
    expect(outcomes.slice(1).map(({ code }) => code)).toEqual(['not-dicom', 'not-ct', 'missing-uid']);
    for (const { reason } of outcomes.slice(1)) expect(reason).toMatch(/\w+\. \w+/);
    const { refused } = await server.detail(ended.studyIds[0]!);
    expect(refused.map(({ name }) => name)).toEqual(['letter.txt', 'no-series.dcm']);
    await read(ended.studyIds[0]!);
    const { study } = await server.detail(ended.studyIds[0]!);
    expect(study.state).toEqual({
      kind: 'cannot-analyse',
      reason: 'it has 1 slice; at least 8 are needed',
    });
    await server.app.inject({ method: 'DELETE', url: `/api/studies/${study.id}` });
  });

  test('a slice that was cut short makes its study incomplete, and the whole one heals it', async () => {
    const { files } = smallStudy('cut');
    const [victim, ...sound] = files;
    const { outcomes, ended } = await server.upload(
      { name: 'cut.dcm', bytes: victim!.bytes.subarray(0, victim!.bytes.length - 100) },
      ...sound,
    );
    expect(outcomes[0]).toMatchObject({ outcome: 'refused', code: 'dicom-truncated' });
    await read(ended.studyIds[0]!);
    const cut = await server.detail(ended.studyIds[0]!);
    expect(cut.study.state).toMatchObject({
      kind: 'incomplete',
      reason: `1 slice of ${files.length} could not be read`,
    });
    await server.upload(victim!);
    await read(ended.studyIds[0]!);
    expect((await server.detail(ended.studyIds[0]!)).study.state).toEqual({ kind: 'read' });
    await server.app.inject({ method: 'DELETE', url: `/api/studies/${ended.studyIds[0]}` });
  });

  test('a zip is unpacked, and a bad entry does not cost the others', async () => {
    const { files } = smallStudy('zipped');
    const zip = makeZip([
      ...files.map(({ name, bytes }) => ({ name: `folder/${name}`, bytes })),
      { name: '../../outside.dcm', bytes: files[0]!.bytes },
    ]);
    const { outcomes, ended } = await server.upload({ name: 'study.zip', bytes: zip });
    expect(ended).toMatchObject({ stored: files.length, refused: 1 });
    expect(outcomes.at(-1)).toMatchObject({
      name: 'study.zip/../../outside.dcm',
      code: 'zip-path-outside',
    });
    await server.app.inject({ method: 'DELETE', url: `/api/studies/${ended.studyIds[0]}` });
  });

  test('a simulated study is made once for a request, marked, read, and has its truth', async () => {
    const payload = { type: 'intraparenchymal', side: 'left', volumeMl: 40, hu: 70, age: 60, seed: 1 };
    const ask = async () =>
      (await server.app.inject({ method: 'POST', url: '/api/simulations', payload })).json();
    const [{ studyId }, second] = await Promise.all([ask(), ask()]);
    expect([second, await ask()]).toEqual([{ studyId }, { studyId }]);
    expect((await server.detail(studyId)).study).toMatchObject({ simulated: true, instances: 0 });
    await runSimulateJob(await server.worker(), { studyId });
    await read(studyId);
    const detail = await server.detail(studyId);
    expect(detail.study).toMatchObject({ simulated: true, state: { kind: 'read' } });
    expect(detail.truth).toMatchObject([{ type: 'intraparenchymal', side: 'left' }]);
    const stack = (await server.app.inject({ url: `/api/series/${detail.series[0]!.id}/stack` })).json();
    expect(stack.truthTypes).toEqual(['intraparenchymal']);
    const masks = await Promise.all(
      stack.slices.map(({ instanceId }: { instanceId: string }) =>
        server.app.inject({ url: `/api/instances/${instanceId}/truth/intraparenchymal` }),
      ),
    );
    const there = masks.map(({ statusCode }) => statusCode === 200);
    expect(there).toContain(true);
    expect(
      stack.slices.map(({ truthTypes }: { truthTypes: string[] }) => truthTypes.includes('intraparenchymal')),
    ).toEqual(there);
    const ok = masks[there.indexOf(true)];
    expect(ok!.rawPayload).toHaveLength(stack.slices[0].rows * stack.slices[0].columns);
    await server.app.inject({ method: 'DELETE', url: `/api/studies/${studyId}` });
  });

  /** The files of a study as another series of it. */
  const asSeries = (files: readonly { name: string; bytes: Uint8Array }[], changes: Partial<CtImage>) =>
    Promise.all(
      files.map(async ({ name, bytes }) => {
        const slice = await readInstance(bytes, name);
        const image = writeCtImage({
          ...slice.header,
          ...slice,
          sopInstanceUid: `${slice.sopInstanceUid}1`,
          seriesInstanceUid: `${slice.seriesInstanceUid}1`,
          pixelSpacing: slice.pixelSpacing!,
          imagePositionPatient: slice.imagePositionPatient!,
          imageOrientationPatient: slice.imageOrientationPatient!,
          imageType: ['ORIGINAL', 'PRIMARY', 'AXIAL'],
          patientPosition: 'HFS',
          seriesDescription: 'Second',
          ...changes,
        });
        return { name: `second-${name}`, bytes: image };
      }),
    );

  test('a series that was passed over is read when asked for, and the answer of the study stays', async () => {
    const { files } = smallStudy('two series');
    const { ended } = await server.upload(
      ...files,
      ...(await asSeries(files.slice(0, 9), { seriesDescription: 'Bone' })),
    );
    const [id] = ended.studyIds;
    await read(id!);
    const before = await server.detail(id!);
    const other = before.series.find((series) => series.id !== before.readSeriesId)!;
    expect(other.report!.status).toBe('passed-over');
    // That series does not say that it is simulated.
    expect(before.study.simulated).toBe(false);
    await server.app.inject({ method: 'POST', url: `/api/series/${other.id}/read` });
    expect((await server.detail(id!)).study.state).toEqual({ kind: 'received' });
    await read(id!);
    const after = await server.detail(id!);
    expect(after.series.find((series) => series.id === other.id)!.report!.status).toBe('read');
    expect(after).toMatchObject({ readSeriesId: before.readSeriesId, study: { state: { kind: 'read' } } });
    expect(after.study.scores).toEqual(before.study.scores);
    await server.app.inject({ method: 'DELETE', url: `/api/studies/${id}` });
  });

  test('what its tags refuse is listed with the reason, and not read', async () => {
    const { files } = smallStudy('tags');
    const { ended } = await server.upload(
      ...(await asSeries(files, { imageType: ['DERIVED', 'SECONDARY', 'MIP'] })),
    );
    const [id] = ended.studyIds;
    await read(id!);
    const { study, series } = await server.detail(id!);
    const reason = 'its image type is MIP: its values are those of no single slice';
    expect(study.state).toEqual({ kind: 'cannot-analyse', reason });
    expect(series).toMatchObject([{ viewable: true, report: { status: 'refused', reason } }]);
    await server.app.inject({ method: 'DELETE', url: `/api/studies/${id}` });
  });

  test('takes what PostgreSQL would not: NUL in names and headers', async () => {
    const strange = await asSeries(smallStudy('strange').files.slice(0, 1), {
      bodyPartExamined: 'CHE\0ST',
      seriesDescription: 'a\0\\u0000b',
      patientName: 'A\0B',
    });
    const zip = makeZip([{ name: 'a\0b', bytes: fixture('not-dicom.txt') }, ...strange]);
    const { ended } = await server.upload({ name: 'the\0.zip', bytes: zip });
    expect(ended).toMatchObject({ stored: 1, refused: 1 });
    const { study, refused, series } = await server.detail(ended.studyIds[0]!);
    expect(study.patient.name).toBe('A B');
    expect(series[0]!.description).toBe('a \\u0000b');
    expect(refused.map(({ name }) => name)).toEqual(['the .zip/a b']);
    const stack = await server.app.inject({ url: `/api/series/${series[0]!.id}/stack` });
    expect(stack.json().slices).toHaveLength(1);
    await server.app.inject({ method: 'DELETE', url: `/api/studies/${study.id}` });
  });

  test('a study whose series name different patients is not read: whose would the answer be?', async () => {
    const { files } = smallStudy('mixed');
    const { ended } = await server.upload(
      ...files,
      ...(await asSeries(files, { patientId: 'SOMEBODY-ELSE' })),
    );
    const [id] = ended.studyIds;
    await read(id!);
    const { study } = await server.detail(id!);
    expect(study.state).toMatchObject({
      kind: 'cannot-analyse',
      reason: expect.stringContaining('different patients'),
    });
    // Neither's name stands for both.
    expect(study).toMatchObject({ severalPatients: true, patient: { name: null, patientId: null } });
    await server.app.inject({ method: 'DELETE', url: `/api/studies/${id}` });
  });

  test('refuses other names, other sites, and what it does not know', async () => {
    const status = async (headers: Record<string, string>, method: 'GET' | 'POST' = 'GET') =>
      (await server.app.inject({ method, url: method === 'GET' ? '/api/studies' : '/api/uploads', headers }))
        .statusCode;
    expect(await status({ host: 'localhost:8760' })).toBe(200);
    expect(await status({ host: 'evil.example' })).toBe(421);
    expect(await status({ host: 'localhost.evil.example:8760' })).toBe(421);
    expect(await status({ host: 'localhost:8760', origin: 'http://localhost:8760' }, 'POST')).toBe(201);
    expect(await status({ host: 'localhost:8760', origin: 'http://localhost:1' }, 'POST')).toBe(403);
    expect(await status({ host: 'localhost:8760', origin: 'null' }, 'POST')).toBe(403);
    expect(await status({ host: 'localhost:8760', 'sec-fetch-site': 'cross-site' })).toBe(403);
    const link = { host: 'localhost:8760', 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' };
    expect(await status(link)).toBe(403);
    expect(await status(link, 'POST')).toBe(403);
    const unknown = await server.app.inject({ url: '/api/studies/12345' });
    expect(unknown.json()).toMatchObject({ code: 'not-found', remedy: expect.stringMatching(/\.$/) });
    expect((await server.app.inject({ url: '/api/studies/x' })).statusCode).toBe(400);
    const refused = { url: '/api/server', headers: { host: 'evil.example' } };
    for (const asked of [{ url: '/api/server' }, refused, { url: '/api/nothing' }]) {
      const { headers } = await server.app.inject(asked);
      expect(headers['content-security-policy']).toContain(
        "script-src 'self' 'wasm-unsafe-eval'; worker-src 'self' blob:",
      );
      expect(headers['cache-control']).toBe('no-store');
    }
  });
});

test('what is more than the limits is refused before it is taken', async () => {
  const [, open] = DATABASES[0]!;
  const server = await openTestServer(await open(), { uploadFiles: 1, fileBytes: 1000 });
  const { uploadId } = (await server.app.inject({ method: 'POST', url: '/api/uploads' })).json();
  const send = (bytes: number) =>
    server.app.inject({
      method: 'PUT',
      url: `/api/uploads/${uploadId}/files`,
      query: { name: 'a' },
      headers: { 'content-type': 'application/octet-stream' },
      payload: Buffer.alloc(bytes),
    });
  expect((await send(1001)).statusCode).toBe(413);
  expect((await send(1000)).statusCode).toBe(200);
  const second = await send(1);
  expect(second.statusCode).toBe(413);
  expect(second.json()).toMatchObject({ code: 'too-many' });
  await server.close();
});

test('a zip counts as what was in it: many small zips pass no limit', async () => {
  const [, open] = DATABASES[0]!;
  const server = await openTestServer(await open(), { uploadFiles: 3 });
  const { uploadId } = (await server.app.inject({ method: 'POST', url: '/api/uploads' })).json();
  const zip = (...names: string[]) => makeZip(names.map((name) => ({ name, bytes: Buffer.from(name) })));
  const send = async (payload: Buffer) => {
    const answer = await server.app.inject({
      method: 'PUT',
      url: `/api/uploads/${uploadId}/files`,
      query: { name: 'a.zip' },
      headers: { 'content-type': 'application/octet-stream' },
      payload,
    });
    return answer.json();
  };
  expect((await send(zip('a', 'b'))).files).toHaveLength(2);
  expect((await send(zip('c', 'd'))).files).toMatchObject([{ name: 'a.zip', code: 'zip-too-many' }]);
  expect(await send(zip('e'))).toMatchObject({ code: 'too-many' });
  await server.close();
});
