import { mkdirSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { deleteStudy } from '../repositories/studies.ts';
import { DATABASES } from '../testing/databases.ts';
import { fixture, smallStudy } from '../testing/small-study.ts';
import { openTestServer, type TestServer } from '../testing/test-server.ts';
import { removeContents } from './remove-contents.ts';
import { sweepStore } from './sweep-store.ts';

describe.each(DATABASES)('on %s', (_, open) => {
  let server: TestServer;
  beforeAll(async () => {
    server = await openTestServer(await open());
  });
  afterAll(() => server.close());

  const letter = { name: 'DOE-JANE.txt', bytes: fixture('not-dicom.txt') };
  const refused = async () =>
    (await server.context.db.selectFrom('refused_file').select('upload_id').execute()).length;
  const remove = (id: string) => server.app.inject({ method: 'DELETE', url: `/api/studies/${id}` });
  /** What the route does until it is killed. */
  const deleteRows = (id: string) => server.context.db.transaction().execute((tx) => deleteStudy(tx, id));
  const named = async () =>
    (await server.context.db.selectFrom('removed_content').select('sha256').execute()).length;

  test('a study whose deletion was cut off before its files were gone is not there again after the next start', async () => {
    const { files } = smallStudy('cut off');
    const { ended } = await server.upload(...files);
    expect(await deleteRows(ended.studyIds[0]!)).toHaveLength(files.length);
    expect(await server.stored()).toHaveLength(files.length);
    await sweepStore(server.context);
    expect(await server.stored()).toEqual([]);
    expect(await server.studies()).toEqual([]);
    expect(await named()).toBe(0);
  });

  test('what is sent again before it was removed stays', async () => {
    const { files } = smallStudy('sent again');
    const first = await server.upload(...files);
    await deleteRows(first.ended.studyIds[0]!);
    const again = await server.upload(...files.slice(0, 3));
    expect(again.ended).toMatchObject({ stored: 3, known: 0 });
    await removeContents(server.context);
    expect(await server.stored()).toHaveLength(3);
    expect(await named()).toBe(0);
    await remove(again.ended.studyIds[0]!);
    expect(await server.stored()).toEqual([]);
  });

  test('one file that can not be removed is told of, keeps none of the others, and is tried again', async () => {
    const { files } = smallStudy('stuck');
    const { ended } = await server.upload(...files);
    const [stuck] = await server.stored();
    // A folder in its place is nothing that a file's removal takes away.
    const path = join(server.dataFolder, 'store', stuck!.slice(0, 2), stuck!);
    rmSync(path);
    mkdirSync(path);
    const told = await remove(ended.studyIds[0]!);
    expect([told.statusCode, told.json().code]).toEqual([500, 'files-left']);
    expect(await server.studies()).toEqual([]);
    expect(await server.stored()).toEqual([stuck]);
    // It is no fault of others.
    const other = await server.upload(...smallStudy('other').files);
    expect((await remove(other.ended.studyIds[0]!)).statusCode).toBe(204);
    rmdirSync(path);
    writeFileSync(path, 'a file again');
    expect((await removeContents(server.context)).size).toBe(0);
    expect(await server.stored()).toEqual([]);
  });

  test('the names of refused files go with the last study they came with', async () => {
    const [a, b] = [smallStudy('refused a'), smallStudy('refused b')];
    const { ended } = await server.upload(a.files[0]!, letter, b.files[0]!);
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
    await remove(ended.studyIds[0]!);
    await send(smallStudy('running').files[0]!);
    const [study] = await server.studies();
    expect((await server.detail(study!.id)).refused).toMatchObject([{ name: letter.name }]);
    await remove(study!.id);
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
