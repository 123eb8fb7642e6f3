import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { PGlite } from '@electric-sql/pglite';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DATABASES, type TestDatabase } from '../testing/databases.ts';
import { servePglite } from './serve-pglite.ts';

describe.each(DATABASES)('on %s', (_, open) => {
  let database: TestDatabase;
  let pools: pg.Pool[];
  beforeAll(async () => {
    database = await open();
    pools = Array.from({ length: 4 }, () => new pg.Pool({ connectionString: database.url, max: 3 }));
    for (const pool of pools) pool.on('error', () => {});
  });
  afterAll(async () => {
    await Promise.all(pools.map((pool) => pool.end()));
    await database.close();
  });

  test('clients that ask at once, outside transactions, each get their own answers', async () => {
    const questions = [
      'select $1::int as a, $2::text as b',
      'select $2::text as b, $1::int + 0 as a',
      'select a, b from (values ($1::int, $2::text)) as t (a, b) where a = $1::int',
    ];
    await Promise.all(
      pools.map(async (pool, p) => {
        for (let i = 0; i < 60; i++) {
          const ask = questions.map((text, q) => pool.query(text, [i, `${p} ${q}`]));
          for (const [q, { rows }] of (await Promise.all(ask)).entries()) {
            expect(rows).toEqual([{ a: i, b: `${p} ${q}` }]);
          }
        }
      }),
    );
  });

  test('an error is its client’s alone, and the session goes on', async () => {
    await Promise.all(
      pools.map(async (pool, p) => {
        for (let i = 0; i < 20; i++) {
          if ((i + p) % 2 === 0)
            await expect(pool.query('select $1::int', ['x'])).rejects.toThrow(/invalid input/);
          else expect((await pool.query('select $1::int as a', [i])).rows).toEqual([{ a: i }]);
        }
      }),
    );
  });

  test('what a client began that was lost does not stay', async () => {
    await pools[0]!.query('create table lost (id int)');
    const client = new pg.Client({ connectionString: database.url });
    client.on('error', () => {});
    await client.connect();
    await client.query('begin');
    await client.query('insert into lost values ($1)', [1]);
    (client as unknown as { connection: { stream: { destroy(): void } } }).connection.stream.destroy();
    expect((await pools[1]!.query('select * from lost')).rows).toEqual([]);
  });

  test('a transaction is nobody else’s until it ends', async () => {
    await pools[0]!.query('create table counter (n int)');
    await pools[0]!.query('insert into counter values (0)');
    await Promise.all(
      pools.map(async (pool) => {
        for (let i = 0; i < 10; i++) {
          const client = await pool.connect();
          await client.query('begin');
          const { rows } = await client.query('select n from counter for update');
          await client.query('update counter set n = $1', [rows[0].n + 1]);
          await client.query('commit');
          client.release();
        }
      }),
    );
    expect((await pools[0]!.query('select n from counter')).rows).toEqual([{ n: 40 }]);
  });
});

test('a checkpoint is made from time to time, between transactions, and only where something happened', async () => {
  const db = await PGlite.create();
  const folder = mkdtempSync(join(tmpdir(), 'ichor-checkpoint-'));
  const server = await servePglite(db, { path: join(folder, '.s.PGSQL.5432') }, { checkpointMs: 50 });
  const client = new pg.Client({ host: folder, user: 'postgres', database: 'postgres' });
  await client.connect();
  const checkpoint = async () =>
    (await db.query<{ at: string }>('select checkpoint_lsn::text as at from pg_control_checkpoint()')).rows[0]
      ?.at;
  await client.query('begin');
  await client.query('create table written (i int)');
  const before = await checkpoint();
  await sleep(200);
  expect(await checkpoint()).toBe(before);
  await client.query('commit');
  await expect.poll(checkpoint, { timeout: 10_000 }).not.toBe(before);
  await sleep(200);
  const after = await checkpoint();
  await sleep(200);
  expect(await checkpoint()).toBe(after);
  await client.end();
  await server.stop();
  await db.close();
});
