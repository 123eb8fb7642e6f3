import type { FileOutcome } from '@ichor/api';
import { IchorError } from '@ichor/notices';
import { describe, expect, it, vi } from 'vitest';
import { pageKey } from '../api/page-key.ts';
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

/** As small as the waits of a test should be. */
const RETRY_MS = [1];

type Answer = (name: string) => FileOutcome['outcome'] | Error | Promise<never>;

/** A server in memory that answers for each file as `answer` says, keeps lists, and remembers what it was asked. */
function fakeServer(answer: Answer) {
  const asked: string[] = [];
  const lists = new Map<string, Map<string, { bytes: number | null; sha256: string | null }>>();
  let busy = 0;
  let mostBusy = 0;
  const rows = (id: string) => [...(lists.get(id) ?? [])];
  const missing = (id: string) => rows(id).filter(([, { sha256 }]) => sha256 === null).length;
  const transport: UploadTransport = {
    async start() {
      const id = String(lists.size + 1);
      lists.set(id, new Map());
      return id;
    },
    open: async () =>
      [...lists.keys()]
        .filter((id) => missing(id) > 0)
        .map((id) => ({
          id,
          startedAt: '2026-11-30T12:00:00.000Z',
          files: rows(id).length,
          missing: missing(id),
          brokenOff: true,
          studyIds: [],
        })),
    list: async (id) => (missing(id) === 0 ? [] : rows(id).map(([name, file]) => ({ name, ...file }))),
    async tell(id, files) {
      for (const { name, bytes } of files) {
        if (lists.get(id)!.get(name)?.bytes !== bytes) lists.get(id)!.set(name, { bytes, sha256: null });
      }
    },
    async send(id, { name, file }, onProgress, signal) {
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
        const hash = await crypto.subtle.digest('SHA-256', await file.arrayBuffer());
        lists.get(id)!.set(name, { bytes: file.size, sha256: Buffer.from(hash).toString('hex') });
        return [{ name, outcome, ...(outcome === 'refused' && { code: 'x', reason: 'it is no CT' }) }];
      } finally {
        busy--;
      }
    },
    end: async (id) => ({
      stored: rows(id).length - missing(id),
      known: 0,
      refused: 0,
      missing: missing(id),
      studyIds: ['7'],
    }),
  };
  return {
    transport,
    asked,
    lists,
    missing,
    starts: () => lists.size,
    mostBusy: () => mostBusy,
  };
}

const uploadsOf = (transport: UploadTransport) => createUploads(transport, RETRY_MS);

describe('an upload', () => {
  it('sends every file once, a few at a time, and says what became of them', async () => {
    const names = ['a', 'b', 'c', 'd', 'e'];
    const server = fakeServer((name) => (name === 'b' ? 'refused' : name === 'c' ? 'known' : 'stored'));
    const store = uploadsOf(server.transport);
    await store.getState().add(Promise.resolve(names.map((name) => chosen(name))), limits);
    expect(server.asked.sort()).toEqual(names);
    expect(server.mostBusy()).toBeLessThanOrEqual(3);
    expect(store.getState().uploads).toMatchObject([
      { state: 'ended', id: '1', files: 5, sentFiles: 5, bytes: 50, sentBytes: 50, stored: 5, known: 0 },
    ]);
    expect(store.getState().uploads[0]!.refused.map(({ name }) => name)).toEqual(['b']);
    expect(store.getState().uploads[0]!.studyIds).toEqual(['7']);
  });

  it('tells the server what is to come before it sends the first', async () => {
    const listed: number[] = [];
    const server = fakeServer(() => {
      listed.push(server.lists.get('1')!.size);
      return 'stored';
    });
    await uploadsOf(server.transport)
      .getState()
      .add(Promise.resolve([chosen('a'), chosen('a'), chosen('b')]), limits);
    expect(listed).toEqual([3, 3, 3]);
    // Two folders of one name: neither file stands for the other.
    expect([...server.lists.get('1')!.keys()]).toEqual(['a', 'a (2)', 'b']);
  });

  it('lists what could not be opened, and sends the rest', async () => {
    const server = fakeServer(() => 'stored');
    const store = uploadsOf(server.transport);
    await store
      .getState()
      .add(Promise.resolve([chosen('a'), { name: 'locked', unreadable: true }, chosen('b')]), limits);
    expect(server.asked.sort()).toEqual(['a', 'b']);
    expect(store.getState().uploads).toMatchObject([
      { state: 'ended', files: 2, stored: 2, refused: [{ name: 'locked', code: 'file-unreadable' }] },
    ]);
    expect(server.missing('1')).toBe(1);
  });

  it('goes on by itself when the server is back, and sends only what it lacks', async () => {
    let down = true;
    let tries = 0;
    const server = fakeServer((name) => (down && name > 'b' ? unreachable() : 'stored'));
    const states: string[] = [];
    const store = uploadsOf({
      ...server.transport,
      async list(id) {
        states.push(store.getState().uploads[0]!.state);
        if (down && ++tries > 3) down = false;
        if (down && tries > 1) throw unreachable();
        return server.transport.list(id);
      },
    });
    const names = ['a', 'b', 'c', 'd', 'e'];
    await store.getState().add(Promise.resolve(names.map((name) => chosen(name))), limits);
    expect(states).toEqual(['sending', 'waiting', 'waiting', 'waiting']);
    expect(store.getState().uploads).toMatchObject([
      { state: 'ended', sentFiles: 5, stored: 5, sentBytes: 50, problem: undefined },
    ]);
    expect(server.asked.filter((name) => name < 'c').sort()).toEqual(['a', 'b']);
    expect(server.starts()).toBe(1);
  });

  it('waits for the key where the server asks for it, and goes on when it is given', async () => {
    const needed = new IchorError({
      code: 'key-needed',
      subject: 'It',
      problem: 'is asked',
      remedy: 'Give it.',
    });
    const server = fakeServer(() => (pageKey.getState().needed ? needed : 'stored'));
    const store = uploadsOf(server.transport);
    pageKey.setState({ needed: true });
    const sent = store.getState().add(Promise.resolve([chosen('a')]), limits);
    await vi.waitFor(() => expect(store.getState().uploads[0]!.state).toBe('waiting'));
    await new Promise((done) => setTimeout(done, 30));
    expect(server.asked).toEqual(['a']);
    pageKey.setState({ needed: false });
    await sent;
    expect(server.asked).toEqual(['a', 'a']);
    expect(store.getState().uploads).toMatchObject([{ state: 'ended', stored: 1 }]);
  });

  it('that waits for the server can be stopped, and sent again', async () => {
    let down = true;
    const server = fakeServer(() => (down ? unreachable() : 'stored'));
    const store = createUploads(server.transport, [3_600_000]);
    const sending = store.getState().add(Promise.resolve([chosen('a')]), limits);
    await vi.waitFor(() => expect(store.getState().uploads[0]!.state).toBe('waiting'));
    store.getState().stop(1);
    await sending;
    expect(store.getState().uploads).toMatchObject([{ state: 'stopped', sentFiles: 0, sentBytes: 0 }]);
    down = false;
    await store.getState().sendAgain(1);
    expect(store.getState().uploads).toMatchObject([{ state: 'ended', sentFiles: 1, studyIds: ['7'] }]);
  });

  it('that the server refuses as a whole is interrupted, and does not ask again by itself', async () => {
    const full = new IchorError({ code: 'disk-full', subject: 'a', problem: 'b', remedy: 'c' });
    const server = fakeServer(() => full);
    const store = uploadsOf(server.transport);
    await store.getState().add(Promise.resolve([chosen('a')]), limits);
    expect(store.getState().uploads).toMatchObject([{ state: 'interrupted', problem: full }]);
    expect(server.asked).toEqual(['a']);
  });

  it('whose last answer was not heard does not send what has come', async () => {
    const server = fakeServer(() => 'stored');
    let lost = 0;
    const store = uploadsOf({
      ...server.transport,
      async send(...of) {
        const outcomes = await server.transport.send(...of);
        if (of[1].name === 'b' && lost++ === 0) throw unreachable();
        return outcomes;
      },
    });
    await store.getState().add(Promise.resolve([chosen('a'), chosen('b', 20), chosen('c')]), limits);
    expect(store.getState().uploads).toMatchObject([{ state: 'ended', sentFiles: 3, sentBytes: 40 }]);
    expect(server.missing('1')).toBe(0);
  });

  it('names files that can no longer be read, and goes on when they are chosen again', async () => {
    const gone = new Set(['b', 'c']);
    const server = fakeServer(() => 'stored');
    const store = uploadsOf({
      ...server.transport,
      send: async (id, one, ...rest) =>
        gone.has(one.name)
          ? [{ name: one.name, outcome: 'refused', code: 'file-gone', reason: 'unplugged' }]
          : server.transport.send(id, one, ...rest),
    });
    const files = ['a', 'b', 'c'].map((name) => chosen(name));
    await store.getState().add(Promise.resolve(files), limits);
    const [broken] = store.getState().uploads;
    expect(broken).toMatchObject({ state: 'ended', id: '1', sentFiles: 1, stored: 1 });
    expect(broken!.gone.map(({ name }) => name)).toEqual(['b', 'c']);
    expect(server.missing('1')).toBe(2);
    gone.clear();
    await store.getState().add(Promise.resolve(files), limits, '1');
    // It takes the place of the one that broke off.
    expect(store.getState().uploads).toMatchObject([
      { state: 'ended', id: '1', files: 3, sentFiles: 3, stored: 3, gone: [] },
    ]);
    expect(server.asked).toEqual(['a', 'b', 'c']);
  });

  it('begins anew, with all files, where the server knows nothing of it any more', async () => {
    const server = fakeServer(() => 'stored');
    let moved = false;
    const store = uploadsOf({
      ...server.transport,
      async send(...of) {
        if (moved || of[1].name !== 'b') return server.transport.send(...of);
        await vi.waitFor(() => expect(store.getState().uploads[0]!.sentFiles).toBe(1));
        // The same address, and another data folder.
        moved = true;
        server.lists.clear();
        throw new IchorError({ code: 'upload-unknown', subject: 'a', problem: 'b', remedy: 'c' });
      },
    });
    await store.getState().add(Promise.resolve([chosen('a'), chosen('b')]), limits);
    expect(server.asked).toEqual(['a', 'a', 'b']);
    expect(store.getState().uploads).toMatchObject([
      { state: 'ended', files: 2, sentFiles: 2, stored: 2, sentBytes: 20 },
    ]);
  });

  it('can be stopped', async () => {
    const server = fakeServer(() => new Promise<never>(() => {}));
    const store = uploadsOf(server.transport);
    const sending = store.getState().add(Promise.resolve([chosen('a')]), limits);
    await new Promise((done) => setTimeout(done));
    store.getState().stop(1);
    await sending;
    expect(store.getState().uploads).toMatchObject([{ state: 'stopped', sentFiles: 0, problem: undefined }]);
  });

  it('does not send what is too large, and says which', async () => {
    const server = fakeServer(() => 'stored');
    const store = uploadsOf(server.transport);
    await store.getState().add(Promise.resolve([chosen('a'), chosen('huge', 101)]), limits);
    expect(server.asked).toEqual(['a']);
    expect(store.getState().uploads[0]!.refused).toMatchObject([
      { name: 'huge', reason: 'it has 101 bytes; 100 bytes are the most' },
    ]);
  });

  it('is not begun with nothing, with too much, or with a folder that can not be read', async () => {
    const server = fakeServer(() => 'stored');
    const store = uploadsOf(server.transport);
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

  describe('that another page began', () => {
    /** A server with an upload of five files of which three came. */
    async function begun() {
      const files = ['cd/1', 'cd/2', 'cd/3', 'cd/4', 'cd/5'].map((name) => chosen(name));
      const server = fakeServer(() => 'stored');
      const id = await server.transport.start();
      await server.transport.tell(
        id,
        files.map(({ name, file }) => ({ name, bytes: file.size })),
      );
      const { signal } = new AbortController();
      for (const one of files.slice(0, 3)) await server.transport.send(id, one, () => {}, signal);
      server.asked.length = 0;
      return { server, files, id, store: uploadsOf(server.transport) };
    }

    it('goes on with what is missing when its folder is dropped again, and with what is new in it', async () => {
      const { server, files, store } = await begun();
      await store
        .getState()
        .add(Promise.resolve([...files, chosen('cd/new')]), { ...limits, uploadFiles: 6 });
      expect(server.asked.sort()).toEqual(['cd/4', 'cd/5', 'cd/new']);
      expect(server.starts()).toBe(1);
      expect(store.getState().uploads).toMatchObject([
        { state: 'ended', id: '1', files: 6, sentFiles: 6, stored: 6 },
      ]);
    });

    it('goes on when the files are chosen from a folder above, under the names that they have there', async () => {
      const { server, files, store } = await begun();
      const above = files.map(({ name, file }) => ({ name: `stick/${name}`, file }));
      await store.getState().add(Promise.resolve(above), limits, '1');
      expect(server.asked.sort()).toEqual(['cd/4', 'cd/5']);
      expect(server.missing('1')).toBe(0);
    });

    it('is not taken for that of another disc with the same names and sizes', async () => {
      const { server, files, store } = await begun();
      const other = files.map(({ name }) => ({ name, file: new File([new Uint8Array(10).fill(1)], name) }));
      await store.getState().add(Promise.resolve(other), limits);
      expect(server.asked.sort()).toEqual(files.map(({ name }) => name));
      expect(server.starts()).toBe(2);
      expect(server.missing('1')).toBe(2);
    });

    it('does not go on with another folder than its own, chosen for it', async () => {
      const { server, files, store } = await begun();
      const other = files.map(({ name }) => ({ name, file: new File([new Uint8Array(10).fill(1)], name) }));
      await store.getState().add(Promise.resolve(other), limits, '1');
      await store.getState().add(Promise.resolve([chosen('elsewhere')]), limits, '1');
      expect(store.getState().uploads).toMatchObject([
        {
          state: 'interrupted',
          problem: { code: 'other-folder', problem: expect.stringContaining('none of') },
        },
        {
          state: 'interrupted',
          problem: { code: 'other-folder', problem: expect.stringContaining('differs') },
        },
      ]);
      expect(server.asked).toEqual([]);
    });
  });
});
