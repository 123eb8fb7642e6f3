import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { makeZip } from '@ichor/testing/make-zip';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { findUpload, startUpload } from '../repositories/uploads.ts';
import { DATABASES } from '../testing/databases.ts';
import { smallStudy } from '../testing/small-study.ts';
import { openTestServer, type TestServer } from '../testing/test-server.ts';
import { ingestFile } from './ingest-file.ts';

let server: TestServer;
beforeAll(async () => {
  server = await openTestServer(await DATABASES[0]![1](), { uploadBytes: 3 * 2 ** 20 });
});
afterAll(() => server.close());

const MIB = 2 ** 20;
const once = async function* (bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
};
const send = (uploadId: string, name: string, stream: AsyncIterable<Uint8Array>) =>
  ingestFile(server.context, uploadId, { name, stream, bytes: undefined });
const charged = (uploadId: string) => findUpload(server.context.db, uploadId);
/** Nothing is left under a temporary name, nor was anything kept. */
const nothingLeft = async () => {
  const one = await server.context.store.receive(once(Buffer.from('x')), 1);
  const names = await readdir(join(one.path, '..'));
  await one.discard();
  return names.length === 1 && (await server.stored()).length === 0;
};

test('what was received counts, also where it broke off or was refused', async () => {
  const upload = await startUpload(server.context.db);
  const broken = async function* () {
    yield new Uint8Array(MIB);
    throw new Error('the connection is gone');
  };
  await expect(send(upload, 'a', broken())).rejects.toThrow('gone');
  expect(await charged(upload)).toEqual({ files: 1, bytes: MIB });
  expect(await send(upload, 'b.7z', once(Buffer.from('no 7z')))).toMatchObject([{ code: 'packed' }]);
  const endless = async function* () {
    for (;;) yield new Uint8Array(MIB);
  };
  await expect(send(upload, 'c', endless())).rejects.toMatchObject({ code: 'too-large' });
  expect((await charged(upload))?.files).toBe(3);
  await expect(send(upload, 'd', once(new Uint8Array(1)))).rejects.toMatchObject({ code: 'too-large' });
  expect(await nothingLeft()).toBe(true);
});

test('zips in a zip share one budget, and what was unpacked counts though all of it was refused', async () => {
  const upload = await startUpload(server.context.db);
  const inner = makeZip([{ name: 'zeros', bytes: new Uint8Array(MIB) }]);
  const bomb = makeZip(['1', '2', '3', '4'].map((name) => ({ name, bytes: inner })));
  const outcomes = await send(upload, 'z', once(bomb));
  expect(outcomes.map(({ name, code }) => [name, code])).toEqual([
    ['z/1/zeros', 'not-dicom'],
    ['z/2/zeros', 'not-dicom'],
    ['z/3', 'too-large'],
    ['z/4', 'too-large'],
  ]);
  expect((await charged(upload))?.bytes).toBeGreaterThan(2 * MIB);
  expect(await nothingLeft()).toBe(true);
});

test('two zips that are sent at once do not each get all of the room', async () => {
  const upload = await startUpload(server.context.db);
  const zip = () => once(makeZip([{ name: 'zeros', bytes: new Uint8Array(2 * MIB) }]));
  const outcomes = await Promise.all([send(upload, '1', zip()), send(upload, '2', zip())]);
  expect(
    outcomes
      .flat()
      .map(({ code }) => code)
      .sort(),
  ).toEqual(['not-dicom', 'too-large']);
});

test('what is packed is told by its content', async () => {
  const upload = await startUpload(server.context.db);
  const [outcome] = await send(upload, 'IM1', once(gzipSync(smallStudy('packed').files[0]!.bytes)));
  expect(outcome).toMatchObject({ outcome: 'refused', code: 'packed' });
  expect(outcome?.reason).toContain('gzip, of a DICOM file');
});
