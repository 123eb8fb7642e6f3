import { setTimeout as sleep } from 'node:timers/promises';
import type { ServerEvent } from '@ichor/api';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startChangeFeed } from './change-feed.ts';
import { addToList, noteArrived, noteBrokenOff, noteHeard } from './repositories/upload-files.ts';
import { startUpload } from './repositories/uploads.ts';
import { DATABASES } from './testing/databases.ts';
import { openTestServer, type TestServer } from './testing/test-server.ts';

describe.each(DATABASES)('on %s', (_, open) => {
  let server: TestServer;
  beforeAll(async () => {
    server = await openTestServer(await open());
  });
  afterAll(() => server.close());

  const addStudy = () =>
    server.context.db
      .insertInto('study')
      .values({ simulated: false, description: 'a study' })
      .returning('id')
      .executeTakeFirstOrThrow();

  test('tells each change once, and deletions, and not what was before', async () => {
    const { db, log } = server.context;
    const before = await addStudy();
    const feed = startChangeFeed(db, log);
    const events: ServerEvent[] = [];
    const leave = await feed.subscribe((event) => events.push(event));
    const late = await addStudy();
    await expect.poll(() => events).toMatchObject([{ kind: 'study', study: { id: late.id, revision: 0 } }]);
    await db.updateTable('study').set({ reason: 'changed' }).where('id', '=', late.id).execute();
    await db.deleteFrom('study').where('id', '=', before.id).execute();
    await expect
      .poll(() => events.slice(1))
      .toMatchObject([
        { kind: 'study', study: { id: late.id, revision: 1 } },
        { kind: 'study-deleted', studyId: before.id },
      ]);
    leave();
    await addStudy();
    await sleep(600);
    expect(events).toHaveLength(3);
    await feed.stop();
  });

  test('tells that an upload broke off, went on and is whole', async () => {
    const { db, log } = server.context;
    const feed = startChangeFeed(db, log);
    let told = 0;
    await feed.subscribe(({ kind }) => {
      if (kind === 'uploads') told++;
    });
    const more = (than: number) => expect.poll(() => told).toBeGreaterThan(than);
    const id = await startUpload(db);
    const file = { name: 'a', bytes: 1 };
    await db.transaction().execute((tx) => addToList(tx, id, [file]));
    await more(0);
    for (const change of [
      () => noteBrokenOff(db, 0),
      () => noteHeard(db, id),
      () => db.transaction().execute((tx) => noteArrived(tx, id, { name: 'a', sha256: 'x' })),
    ]) {
      // What was committed late may have been told twice.
      await sleep(600);
      const before = told;
      await change();
      await more(before);
    }
    await feed.stop();
  });
});
