import type { FileOutcome } from '@ichor/api';
import { IchorError } from '@ichor/ct';
import { describe, expect, it } from 'vitest';
import { unreachable } from '../api/request.ts';
import type { ChosenFile } from './chosen-file.ts';
import type { UploadTransport } from './upload-transport.ts';
import { createUploads } from './uploads.ts';

const chosen = (name: string, bytes = 10): ChosenFile => ({
  name,
  file: new File([new Uint8Array(bytes)], name),
});
const limits = {
  fileBytes: 100,
  uploadBytes: 250,
  uploadFiles: 5,
  zipEntries: 1,
  zipExpansion: 1,
  zipNesting: 1,
};

/** A server in memory that answers for each file as `answer` says, and remembers what it was asked. */
function fakeServer(answer: (name: string) => FileOutcome['outcome'] | Error | Promise<never>) {
  const asked: string[] = [];
  let starts = 0;
  let busy = 0;
  let mostBusy = 0;
  const transport: UploadTransport = {
    start: async () => String(++starts),
    async send(_id, { name, file }, onProgress, signal) {
      asked.push(name);
      mostBusy = Math.max(mostBusy, ++busy);
      try {
        onProgress(file.size / 2);
        await Promise.race([
          new Promise((done) => setTimeout(done, 1)),
          new Promise((_, failed) => signal.addEventListener('abort', () => failed(signal.reason))),
        ]);
        const outcome = await answer(name);
        if (outcome instanceof Error) throw outcome;
        return [{ name, outcome, ...(outcome === 'refused' && { code: 'x', reason: 'it is no CT' }) }];
      } finally {
        busy--;
      }
    },
    end: async () => ({ stored: 0, known: 0, refused: 0, studyIds: ['7'] }),
  };
  return { transport, asked, starts: () => starts, mostBusy: () => mostBusy };
}

describe('an upload', () => {
  it('sends every file once, a few at a time, and says what became of them', async () => {
    const names = ['a', 'b', 'c', 'd', 'e'];
    const server = fakeServer((name) => (name === 'b' ? 'refused' : name === 'c' ? 'known' : 'stored'));
    const store = createUploads(server.transport);
    await store.getState().add(Promise.resolve(names.map((name) => chosen(name))), limits);
    expect(server.asked.sort()).toEqual(names);
    expect(server.mostBusy()).toBeLessThanOrEqual(3);
    expect(store.getState().uploads).toMatchObject([
      { state: 'ended', files: 5, sentFiles: 5, bytes: 50, sentBytes: 50, stored: 3, known: 1 },
    ]);
    expect(store.getState().uploads[0]!.refused.map(({ name }) => name)).toEqual(['b']);
    expect(store.getState().uploads[0]!.studyIds).toEqual(['7']);
  });

  it('lists what could not be opened, and sends the rest', async () => {
    const server = fakeServer(() => 'stored');
    const store = createUploads(server.transport);
    await store
      .getState()
      .add(Promise.resolve([chosen('a'), { name: 'locked', unreadable: true }, chosen('b')]), limits);
    expect(server.asked.sort()).toEqual(['a', 'b']);
    expect(store.getState().uploads).toMatchObject([
      { state: 'ended', files: 2, stored: 2, refused: [{ name: 'locked', code: 'file-unreadable' }] },
    ]);
  });

  it('that was cut off sends again only what was not answered for', async () => {
    let down = true;
    const server = fakeServer((name) => (down && name > 'b' ? unreachable() : 'stored'));
    const store = createUploads(server.transport);
    await store
      .getState()
      .add(Promise.resolve(['a', 'b', 'c', 'd', 'e'].map((name) => chosen(name))), limits);
    const [upload] = store.getState().uploads;
    expect(upload).toMatchObject({ state: 'interrupted', problem: { code: 'server-unreachable' } });
    expect(upload!.sentBytes).toBe(upload!.sentFiles * 10);

    down = false;
    server.asked.length = 0;
    await store.getState().sendAgain(upload!.key);
    expect(server.asked).toHaveLength(5 - upload!.sentFiles);
    expect(store.getState().uploads).toMatchObject([
      { state: 'ended', sentFiles: 5, stored: 5, sentBytes: 50 },
    ]);
    expect(server.starts()).toBe(1);
  });

  it('whose end was not heard of names its studies when it is sent again', async () => {
    const server = fakeServer(() => 'stored');
    const ended: string[] = [];
    const store = createUploads({
      ...server.transport,
      async end(uploadId) {
        ended.push(uploadId);
        if (ended.length === 1) throw unreachable();
        // Only the upload that had the files has the study.
        return { stored: 1, known: 0, refused: 0, studyIds: uploadId === '1' ? ['7'] : [] };
      },
    });
    await store.getState().add(Promise.resolve([chosen('a')]), limits);
    expect(store.getState().uploads).toMatchObject([{ state: 'interrupted', sentFiles: 1 }]);
    await store.getState().sendAgain(1);
    expect(server.asked).toEqual(['a']);
    expect(store.getState().uploads).toMatchObject([{ state: 'ended', sentFiles: 1, studyIds: ['7'] }]);
  });

  it('begins anew where the server knows nothing of it any more', async () => {
    const server = fakeServer(() => 'stored');
    const gone = new IchorError({
      code: 'upload-unknown',
      subject: 'the upload',
      problem: 'is not here',
      remedy: 'Send it again.',
    });
    const store = createUploads({
      ...server.transport,
      send: async (id, ...rest) => {
        if (id === '1') throw gone;
        return server.transport.send(id, ...rest);
      },
    });
    await store.getState().add(Promise.resolve([chosen('a')]), limits);
    await store.getState().sendAgain(1);
    expect(server.starts()).toBe(2);
    expect(store.getState().uploads).toMatchObject([{ state: 'ended', stored: 1 }]);
  });

  it('can be stopped', async () => {
    const server = fakeServer(() => new Promise<never>(() => {}));
    const store = createUploads(server.transport);
    const sending = store.getState().add(Promise.resolve([chosen('a')]), limits);
    await new Promise((done) => setTimeout(done));
    store.getState().stop(1);
    await sending;
    expect(store.getState().uploads).toMatchObject([{ state: 'stopped', sentFiles: 0, problem: undefined }]);
  });

  it('does not send what is too large, and says which', async () => {
    const server = fakeServer(() => 'stored');
    const store = createUploads(server.transport);
    await store.getState().add(Promise.resolve([chosen('a'), chosen('huge', 101)]), limits);
    expect(server.asked).toEqual(['a']);
    expect(store.getState().uploads[0]!.refused).toMatchObject([
      { name: 'huge', reason: 'it has 101 bytes; 100 bytes are the most' },
    ]);
  });

  it('is not begun with nothing, with too much, or with a folder that can not be read', async () => {
    const server = fakeServer(() => 'stored');
    const store = createUploads(server.transport);
    await store.getState().add(Promise.resolve([]), limits);
    await store.getState().add(Promise.resolve(Array.from('abcdef', (name) => chosen(name))), limits);
    await store.getState().add(Promise.reject(new Error('gone')), limits);
    expect(store.getState().uploads.map(({ problem }) => problem?.code)).toEqual([
      'page-error',
      'upload-too-large',
      'nothing-dropped',
    ]);
    expect(server.starts()).toBe(0);
  });
});
