import { isIchorError } from '@ichor/ct';
import { exampleBundle } from '@ichor/report';
import { describe, expect, it } from 'vitest';
import { fakeSession } from './fake-session.ts';
import { openBundle } from './open-bundle.ts';
import { sha256 } from './open-fake-bundle.ts';

const MODEL = new Uint8Array([1, 2, 3]);
const LOCATOR = new Uint8Array([4, 5, 6]);

async function bundleJson({ locator = false } = {}) {
  const bundle = exampleBundle();
  const model = { ...bundle.model, sha256: await sha256(MODEL), bytes: 3 };
  const second = { ...model, file: 'locator.onnx', sha256: await sha256(LOCATOR) };
  return { ...bundle, model, ...(locator && { locator: second }) };
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
    expect((await opened.locator()).session).toBe(opened.classifier);
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

  it('loads the locator when it is first asked for, once, and disposes of both', async () => {
    const sessions = [fakeSession(), fakeSession()];
    const asked: string[] = [];
    const opened = await openBundle(
      await bundleJson({ locator: true }),
      async (name) => {
        asked.push(name);
        return name === 'model.onnx' ? MODEL : LOCATOR;
      },
      { open: async (onnx) => sessions[onnx[0] === 1 ? 0 : 1]! },
    );
    expect(asked).toEqual(['model.onnx']);
    expect((await opened.locator()).session).toBe(sessions[1]);
    await opened.locator();
    expect(asked).toEqual(['model.onnx', 'locator.onnx']);
    await opened.dispose();
    expect(sessions.map((session) => session.disposed())).toEqual([true, true]);
  });
});
