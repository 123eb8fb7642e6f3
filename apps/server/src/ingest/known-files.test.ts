import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readHeader } from '@ichor/dicom';
import { niftiOf } from '@ichor/testing/nifti-of';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runReadJob } from '../jobs/run-jobs.ts';
import { sweepStore } from '../store/sweep-store.ts';
import { DATABASES } from '../testing/databases.ts';
import { smallStudy } from '../testing/small-study.ts';
import { openTestServer, type TestServer } from '../testing/test-server.ts';

type File = { readonly name: string; readonly bytes: Uint8Array };

describe.each(DATABASES)('on %s', { timeout: 180_000 }, (_, open) => {
  let server: TestServer;
  beforeAll(async () => {
    server = await openTestServer(await open());
  });
  afterAll(() => server.close());

  const read = async (studyId: string) => {
    await runReadJob(await server.worker(), { studyId, now: true });
    return server.detail(studyId);
  };
  const ask = (id: string) => server.app.inject({ method: 'POST', url: `/api/studies/${id}/read` });
  const pathOf = ({ bytes }: File) => {
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    return join(server.dataFolder, 'store', sha256.slice(0, 2), sha256);
  };
  const uidOf = ({ bytes }: File) => readHeader(bytes, 'x').slice.sopInstanceUid;
  const notices = (detail: Awaited<ReturnType<typeof read>>) =>
    detail.series[0]!.report!.notices.filter(({ code }) => code.startsWith('content-'));

  test('files that are gone, cut or changed make a study incomplete and are named; sent again they are kept anew and it is read', async () => {
    const { files } = smallStudy('faults');
    const { ended } = await server.upload(...files);
    const id = ended.studyIds[0]!;
    const [gone, cut, changed, unreadable] = files as [File, File, File, File];
    rmSync(pathOf(gone));
    truncateSync(pathOf(cut), 1000);
    // Sound DICOM, as long as before, and not what was sent.
    const other = Buffer.from(changed.bytes);
    other[other.length - 1]! ^= 1;
    writeFileSync(pathOf(changed), other);
    rmSync(pathOf(unreadable));
    mkdirSync(pathOf(unreadable));
    const faulty = await read(id);
    expect(faulty.study.state).toEqual({
      kind: 'incomplete',
      reason: `4 slices of ${files.length} could not be read`,
    });
    expect(notices(faulty).map(({ code, sopInstanceUids }) => [code, sopInstanceUids])).toEqual([
      ['content-changed', [uidOf(cut), uidOf(changed)].sort()],
      ['content-missing', [uidOf(gone)]],
      ['content-unreadable', [uidOf(unreadable)]],
    ]);

    const again = await server.upload(...files);
    expect(again.ended).toMatchObject({ stored: 4, known: files.length - 4, refused: 0, studyIds: [id] });
    expect(again.outcomes.slice(0, 5).map(({ outcome }) => outcome)).toEqual([
      'stored',
      'stored',
      'stored',
      'stored',
      'known',
    ]);
    expect((await server.detail(id)).study.state).toEqual({ kind: 'received' });
    const healed = await read(id);
    expect(healed.study).toMatchObject({ state: { kind: 'read' }, instances: files.length });
    expect(notices(healed)).toEqual([]);
    const stack = (await server.app.inject({ url: `/api/series/${healed.readSeriesId}/stack` })).json();
    expect(stack.slices).toHaveLength(files.length);
    // What lay there instead may be another picture.
    expect(readdirSync(join(server.dataFolder, 'store', 'set-aside'))).toHaveLength(3);
    expect((await server.upload(...files)).ended).toMatchObject({ stored: 0, known: files.length });
  });

  test('of a study whose files are all gone each is named, and all come back', async () => {
    const { files } = smallStudy('all gone');
    const { ended } = await server.upload(...files);
    const id = ended.studyIds[0]!;
    for (const file of files) rmSync(pathOf(file));
    const empty = await read(id);
    expect(empty.study.state).toMatchObject({ kind: 'incomplete' });
    expect(notices(empty)[0]!.sopInstanceUids).toEqual(files.map(uidOf).sort());
    expect((await server.upload(...files)).ended).toMatchObject({ stored: files.length, known: 0 });
    expect((await read(id)).study.state).toEqual({ kind: 'read' });
  });

  test('a volume whose file is gone is incomplete, and comes back', async () => {
    const volume = { name: 'head.nii', bytes: niftiOf(smallStudy('volume gone').series) };
    const { ended } = await server.upload(volume);
    const id = ended.studyIds[0]!;
    rmSync(pathOf(volume));
    const gone = await read(id);
    expect(gone.study.state.kind).toBe('incomplete');
    expect(notices(gone)[0]!.sopInstanceUids).toHaveLength(gone.study.instances);
    expect((await server.upload(volume)).outcomes).toMatchObject([{ outcome: 'stored' }]);
    expect((await read(id)).study.state).toEqual({ kind: 'read' });
  });

  test('what the disk gives again is read when a person asks for it', async () => {
    const { files } = smallStudy('back');
    const { ended } = await server.upload(...files);
    const id = ended.studyIds[0]!;
    rmSync(pathOf(files[2]!));
    expect((await read(id)).study.state.kind).toBe('incomplete');
    writeFileSync(pathOf(files[2]!), files[2]!.bytes);
    await ask(id);
    expect((await read(id)).study.state).toEqual({ kind: 'read' });
  });

  test('what was put back by hand is read when it is sent again, or at the next start', async () => {
    const { files } = smallStudy('put back');
    const { ended } = await server.upload(...files);
    const id = ended.studyIds[0]!;
    const file = files[2]!;
    for (const heal of [() => server.upload(...files), () => sweepStore(server.context)]) {
      writeFileSync(pathOf(file), 'no longer that');
      await ask(id);
      expect(notices(await read(id)).map(({ code }) => code)).toEqual(['content-changed']);
      writeFileSync(pathOf(file), file.bytes);
      await heal();
      expect((await server.detail(id)).study.state).toEqual({ kind: 'received' });
      expect((await read(id)).study.state).toEqual({ kind: 'read' });
    }
  });

  test('a changed file is not shown, nor one that is gone: what is wrong is said', async () => {
    const { files } = smallStudy('shown');
    const { ended } = await server.upload(...files);
    const detail = await read(ended.studyIds[0]!);
    const stack = (await server.app.inject({ url: `/api/series/${detail.readSeriesId}/stack` })).json();
    const pixels = (i: number) =>
      server.app.inject({ url: `/api/instances/${stack.slices[i].instanceId}/pixels` });
    const at = (i: number) => pathOf(files.find((file) => uidOf(file) === stack.slices[i].sopInstanceUid)!);
    expect((await pixels(0)).statusCode).toBe(200);
    const other = Buffer.from(files[0]!.bytes);
    writeFileSync(at(0), other.fill(0, other.length - 100));
    const changed = await pixels(0);
    expect([changed.statusCode, changed.json().code]).toEqual([409, 'content-changed']);
    rmSync(at(1));
    const gone = await pixels(1);
    expect([gone.statusCode, gone.json().code]).toEqual([404, 'content-missing']);
  });

  test('a file that changes between two looks of one reading is unreadable, not mixed in', async () => {
    const { files } = smallStudy('meanwhile');
    const { ended } = await server.upload(...files);
    const worker = await server.worker();
    const looks = new Map<string, number>();
    const store = {
      ...worker.store,
      async read(sha256: string) {
        const look = (looks.get(sha256) ?? 0) + 1;
        looks.set(sha256, look);
        if (look === 2 && looks.size === files.length && pathOf(files[3]!).endsWith(sha256)) {
          truncateSync(pathOf(files[3]!), 500);
        }
        return worker.store.read(sha256);
      },
    };
    await runReadJob({ ...worker, store }, { studyId: ended.studyIds[0]!, now: true });
    const detail = await server.detail(ended.studyIds[0]!);
    expect(detail.study.state.kind).toBe('incomplete');
    expect(notices(detail)).toMatchObject([{ code: 'content-changed', sopInstanceUids: [uidOf(files[3]!)] }]);
    // The viewer does not offer it either.
    const stack = (await server.app.inject({ url: `/api/series/${detail.readSeriesId}/stack` })).json();
    expect(stack.slices).toHaveLength(files.length - 1);
  });
});
