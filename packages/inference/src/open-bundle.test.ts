import { isIchorError } from '@ichor/ct';
import { exampleBundle } from '@ichor/report';
import { describe, expect, it } from 'vitest';
import { fakeSession } from './fake-session.ts';
import { openBundle } from './open-bundle.ts';
import { sha256 } from './open-fake-bundle.ts';

const MODEL = new Uint8Array([1, 2, 3]);

async function bundleJson() {
  const bundle = exampleBundle();
  return { ...bundle, model: { ...bundle.model, sha256: await sha256(MODEL), bytes: 3 } };
}

const codeOf = async (promise: Promise<unknown>): Promise<string> => {
  const error: unknown = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!isIchorError(error)) throw error ?? new Error('nothing was thrown');
  expect(error.remedy).toMatch(/\.$/);
  return error.code;
};

describe('openBundle', () => {
  it('opens the model whose hash is in bundle.json', async () => {
    const asked: string[] = [];
    const opened = await openBundle(
      await bundleJson(),
      async (name) => {
        asked.push(name);
        return MODEL;
      },
      { open: async () => fakeSession() },
    );
    expect(asked).toEqual(['model.onnx']);
    expect(opened.bundle.name).toBe('example');
  });

  it('refuses a file that is not the one exported, by a single byte', async () => {
    const damaged = async () => new Uint8Array([1, 2, 4]);
    const opening = openBundle(await bundleJson(), damaged, { open: async () => fakeSession() });
    expect(await codeOf(opening)).toBe('bundle-damaged');
  });

  it('hashes bytes in shared memory as any others', async () => {
    const shared = new Uint8Array(new SharedArrayBuffer(3));
    shared.set(MODEL);
    const opening = openBundle(await bundleJson(), async () => shared, { open: async () => fakeSession() });
    expect((await opening).bundle.name).toBe('example');
  });

  it('refuses a model that lacks an output, and gives its memory back', async () => {
    const session = fakeSession({ outputs: ['logits'] });
    const opening = openBundle(await bundleJson(), async () => MODEL, { open: async () => session });
    expect(await codeOf(opening)).toBe('bundle-model');
    expect(session.disposed()).toBe(true);
  });

  it('refuses bytes that the runtime can not open', async () => {
    // The runtime itself: three bytes are no ONNX.
    expect(await codeOf(openBundle(await bundleJson(), async () => MODEL))).toBe('bundle-model');
  });

  it('refuses another json', async () => {
    expect(await codeOf(openBundle({}, async () => MODEL))).toBe('bundle-schema');
  });

  it('gives the memory of the network back when it is disposed of', async () => {
    const session = fakeSession();
    const opened = await openBundle(await bundleJson(), async () => MODEL, { open: async () => session });
    expect(session.disposed()).toBe(false);
    await opened.dispose();
    expect(session.disposed()).toBe(true);
  });
});
