import { describe, expect, test } from 'vitest';
import { DATABASES } from '../testing/databases.ts';
import { openDatabase } from './open-database.ts';
import { openQueue } from './queue.ts';

const fail = (error: Error) => {
  throw error;
};

describe.each(DATABASES)('on %s', (_, open) => {
  test('a job that waits is taken on as soon as the one before it is over, also where that failed', async () => {
    const database = await open();
    const db = openDatabase(database.url, fail);
    const queue = await openQueue(database.url, () => {}, 600);
    const studies = ['1', '2', '3', '4'];
    await db.transaction().execute(async (tx) => {
      for (const studyId of studies) await queue.read(tx, { studyId, now: true });
    });
    const taken: string[] = [];
    await queue.work({
      read: async ({ studyId }) => {
        taken.push(studyId);
        if (taken.length === 2) throw new Error('this one fails');
      },
      simulate: async () => {},
    });
    await expect.poll(() => taken.toSorted(), { timeout: 60_000 }).toEqual(studies);
    await queue.rest();
    await queue.stop();
    await db.destroy();
    await database.close();
  }, 120_000);
});
