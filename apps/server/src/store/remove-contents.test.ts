import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DATABASES } from '../testing/databases.ts';
import { fixture, smallStudy } from '../testing/small-study.ts';
import { openTestServer, type TestServer } from '../testing/test-server.ts';
import { sweepStore } from './remove-contents.ts';

async function* once(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}

describe.each(DATABASES)('on %s', (_, open) => {
  let server: TestServer;
  beforeAll(async () => {
    server = await openTestServer(await open());
  });
  afterAll(() => server.close());

  const stored = async () => {
    const all: string[] = [];
    for await (const sha256 of server.context.store.list()) all.push(sha256);
    return all;
  };
  const letter = { name: 'DOE-JANE.txt', bytes: fixture('not-dicom.txt') };
  const refused = async () =>
    (await server.context.db.selectFrom('refused_file').select('upload_id').execute()).length;

  test('what a killed process left in the store is removed, and what a study needs stays', async () => {
    const { ended } = await server.upload(...smallStudy('swept').files);
    const before = await stored();
    for (const text of ['left', 'behind']) await (await server.context.store.receive(once(text), 10)).keep();
    expect(await stored()).toHaveLength(before.length + 2);
    await sweepStore(server.context);
    expect((await stored()).sort()).toEqual(before.sort());
    await server.app.inject({ method: 'DELETE', url: `/api/studies/${ended.studyIds[0]}` });
    expect(await stored()).toEqual([]);
  });

  test('the names of refused files go with the last study they came with', async () => {
    const [a, b] = [smallStudy('refused a'), smallStudy('refused b')];
    const { ended } = await server.upload(a.files[0]!, letter, b.files[0]!);
    const remove = (id: string) => server.app.inject({ method: 'DELETE', url: `/api/studies/${id}` });
    await remove(ended.studyIds[0]!);
    expect((await server.detail(ended.studyIds[1]!)).refused).toHaveLength(1);
    await remove(ended.studyIds[1]!);
    expect(await refused()).toBe(0);
  });

  test('deleting a study forgets nothing of an upload that still runs', async () => {
    const { ended } = await server.upload(smallStudy('deleted').files[0]!);
    const { uploadId } = (await server.app.inject({ method: 'POST', url: '/api/uploads' })).json();
    const send = ({ name, bytes }: { name: string; bytes: Uint8Array }) =>
      server.app.inject({
        method: 'PUT',
        url: `/api/uploads/${uploadId}/files`,
        query: { name },
        headers: { 'content-type': 'application/octet-stream' },
        payload: Buffer.from(bytes),
      });
    await send(letter);
    await server.app.inject({ method: 'DELETE', url: `/api/studies/${ended.studyIds[0]}` });
    await send(smallStudy('running').files[0]!);
    const [study] = await server.studies();
    expect((await server.detail(study!.id)).refused).toMatchObject([{ name: letter.name }]);
    await server.app.inject({ method: 'DELETE', url: `/api/studies/${study!.id}` });
  });

  test('what was refused and never came to a study is forgotten after a day', async () => {
    await server.upload(letter);
    await sweepStore(server.context);
    expect(await refused()).toBe(1);
    await sql`update upload set started_at = started_at - interval '2 days'`.execute(server.context.db);
    await sweepStore(server.context);
    expect(await refused()).toBe(0);
  });
});
