import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runDatabase } from './processes/run-database.ts';
import { smallStudy } from './testing/small-study.ts';
import { openTestServer, type TestServer } from './testing/test-server.ts';
import { type DiskCall, traceDisk } from './testing/trace-disk.ts';

let server: TestServer;
let calls: readonly DiskCall[];
let endTrace: () => void;
const dataFolder = join(mkdtempSync(join(tmpdir(), 'ichor-trace-')), 'data');

beforeAll(async () => {
  ({ calls, endTrace } = traceDisk());
  const { url, stop } = await runDatabase(dataFolder);
  server = await openTestServer({ url, close: stop });
}, 60_000);
afterAll(async () => {
  await server.close();
  endTrace();
});

test('the folders of a first start are on the disk, and the database before it has its name', () => {
  const at = (call: DiskCall['call'], path: RegExp) =>
    calls.findIndex((one) => one.call === call && path.test(one.path));
  expect(at('flush', /ichor-trace-\w+$/)).toBeGreaterThanOrEqual(0);
  expect(at('flush', /data$/)).toBeGreaterThanOrEqual(0);
  const named = at('rename', /data.database$/);
  expect(at('flush', /database\.new.global.pg_control$/)).toBeGreaterThanOrEqual(0);
  expect(at('flush', /database\.new.global.pg_control$/)).toBeLessThan(named);
  expect(calls.findLastIndex(({ call, path }) => call === 'flush' && /data$/.test(path))).toBeGreaterThan(
    named,
  );
});

test('an answer comes after: file flushed, renamed, its folders flushed, the write-ahead log written and flushed', async () => {
  for (const file of smallStudy('on disk').files.slice(0, 4)) {
    const from = calls.length;
    const { outcomes } = await server.upload(file);
    expect(outcomes).toMatchObject([{ outcome: 'stored' }]);
    const during = calls.slice(from);
    const at = (call: DiskCall['call'], path: RegExp) => {
      const index = during.findIndex((one) => one.call === call && path.test(one.path));
      expect(index, `${call} ${path}`).toBeGreaterThanOrEqual(0);
      return index;
    };
    const renamed = at('rename', /store.(..).\1[0-9a-f]{62}$/);
    expect(at('flush', /incoming.[^\\/]+$/)).toBeLessThan(renamed);
    const folderFlushed = at('flush', /store.[0-9a-f]{2}$/);
    expect(folderFlushed).toBeGreaterThan(renamed);
    expect(at('flush', /store$/)).toBeLessThan(folderFlushed);
    // The commit; what the log holds of it is written, and nothing of it is left unflushed.
    const isLog = ({ path }: DiskCall) => /pg_wal/.test(path);
    const committed = during.findIndex((one, i) => i > folderFlushed && one.call === 'write' && isLog(one));
    expect(committed).toBeGreaterThan(folderFlushed);
    const log = during.filter(isLog);
    expect(log.at(-1)?.call).toBe('flush');
  }
});
