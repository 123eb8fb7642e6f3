import { isIchorError } from '@ichor/notices';
import { exampleBundle } from '@ichor/testing/example-bundle';
import { fakeSession } from '@ichor/testing/fake-session';
import { describe, expect, it } from 'vitest';
import { openBundle } from './open-bundle.ts';

const READ = { bundle: exampleBundle(), sha256: 'a'.repeat(64), model: new Uint8Array([1, 2, 3]) };

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
  it('opens the network, and knows the bundle by its hash', async () => {
    const seen: Uint8Array[] = [];
    const opened = await openBundle(READ, {
      open: async (onnx) => {
        seen.push(onnx);
        return fakeSession();
      },
    });
    expect(seen).toEqual([READ.model]);
    expect(opened).toMatchObject({ bundle: READ.bundle, sha256: READ.sha256 });
  });

  it('refuses a model that lacks an output, and gives its memory back', async () => {
    const session = fakeSession({ outputs: ['logits'] });
    expect(await codeOf(openBundle(READ, { open: async () => session }))).toBe('bundle-model');
    expect(session.disposed()).toBe(true);
  });

  it('refuses bytes that the runtime can not open', async () => {
    // The runtime itself: three bytes are no ONNX.
    expect(await codeOf(openBundle(READ))).toBe('bundle-model');
  });

  it('gives the memory of the network back when it is disposed of', async () => {
    const session = fakeSession();
    const opened = await openBundle(READ, { open: async () => session });
    expect(session.disposed()).toBe(false);
    await opened.dispose();
    expect(session.disposed()).toBe(true);
  });
});
