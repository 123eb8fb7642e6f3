import { createHash } from 'node:crypto';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readHeader } from '@ichor/dicom';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dataFolderAt } from '../database/data-folder.ts';
import { deleteStudy } from '../repositories/studies.ts';
import { DATABASES } from '../testing/databases.ts';
import { smallStudy } from '../testing/small-study.ts';
import { openTestServer, type TestServer } from '../testing/test-server.ts';
import { verifyStore } from './verify-store.ts';

async function* once(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}

describe.each(DATABASES)('on %s', (_, open) => {
  let server: TestServer;
  beforeAll(async () => {
    server = await openTestServer(await open());
  });
  afterAll(() => server.close());

  const verify = async () => verifyStore(dataFolderAt(server.dataFolder), server.context.db);
  const sha256Of = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
  const pathOf = (sha256: string) => join(server.dataFolder, 'store', sha256.slice(0, 2), sha256);

  test('each content that is missing, changed or unknown is named; a store that is whole has none', async () => {
    const { files } = smallStudy('verified');
    await server.upload(...files);
    expect(await verify()).toEqual({ compared: true, files: files.length, findings: [], setAside: [] });
    const [gone, changed] = files.map(({ bytes }) => sha256Of(bytes));
    rmSync(pathOf(gone!));
    writeFileSync(pathOf(changed!), 'changed');
    const unknown = await server.context.store.receive(once('unknown'), 100);
    await unknown.keep();
    const { findings } = await verify();
    const uid = (i: number) => readHeader(files[i]!.bytes, 'x').slice.sopInstanceUid;
    expect(new Map(findings.map(({ sha256, fault, slices }) => [fault, [sha256, ...slices]]))).toEqual(
      new Map([
        ['content-missing', [gone, uid(0)]],
        ['content-changed', [changed, uid(1)]],
        ['unknown', [unknown.sha256]],
      ]),
    );
    const alone = await verifyStore(dataFolderAt(server.dataFolder), undefined);
    expect(alone.findings).toEqual([{ sha256: changed, fault: 'content-changed', slices: [] }]);
    expect(alone.compared).toBe(false);
    const path = await server.context.store.setAside(unknown.sha256);
    expect((await verify()).setAside).toEqual([path]);
  });

  test('what is deleted but not removed yet is no fault', async () => {
    const { files } = smallStudy('deleted');
    const { ended } = await server.upload(...files);
    const before = (await verify()).findings.length;
    await server.context.db.transaction().execute((tx) => deleteStudy(tx, ended.studyIds[0]!));
    expect((await verify()).findings).toHaveLength(before);
  });

  test('a folder without a store is refused, and none is made', async () => {
    const nowhere = dataFolderAt(join(server.dataFolder, 'nowhere'));
    await expect(verifyStore(nowhere, undefined)).rejects.toMatchObject({ code: 'store-missing' });
    await expect(verifyStore(nowhere, undefined)).rejects.toMatchObject({ code: 'store-missing' });
  });
});
