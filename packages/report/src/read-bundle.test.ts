import { createHash } from 'node:crypto';
import { isIchorError } from '@ichor/notices';
import { exampleBundle } from '@ichor/testing/example-bundle';
import { describe, expect, it } from 'vitest';
import { formatBundle } from './bundle-text.ts';
import { bundleList, readBundle } from './read-bundle.ts';

const sha256 = (content: string | Uint8Array): string => createHash('sha256').update(content).digest('hex');
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

const MODEL = Uint8Array.of(1, 2, 3);
const JSON_TEXT = formatBundle({
  ...exampleBundle(),
  model: { ...exampleBundle().model, sha256: sha256(MODEL), bytes: 3 },
});
const LIST = bundleList(sha256(JSON_TEXT), { file: 'model.onnx', sha256: sha256(MODEL) });

/** The files of a bundle, some of them changed, or null where they are gone. */
function bundle(changes: Readonly<Record<string, Uint8Array | null>> = {}) {
  const files: Readonly<Record<string, Uint8Array | null>> = {
    'bundle.json': bytes(JSON_TEXT),
    'bundle.sha256': bytes(LIST),
    'model.onnx': MODEL,
    ...changes,
  };
  return async (name: string): Promise<Uint8Array> => {
    const file = files[name];
    if (!file) throw new Error('no such file');
    return file;
  };
}

async function refusal(read: ReturnType<typeof bundle>, expected?: string) {
  const error: unknown = await readBundle(read, { where: 'folder', expected }).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!isIchorError(error)) throw error ?? new Error('nothing was thrown');
  expect(error.remedy).toMatch(/\.$/);
  return [error.code, error.subject, error.problem];
}

describe('readBundle', () => {
  it('gives what it holds, and the hash of its list as its own', async () => {
    const read = await readBundle(bundle());
    expect(read.bundle.name).toBe('example');
    expect(read.model).toEqual(MODEL);
    expect(read.sha256).toBe(sha256(LIST));
  });

  it('hashes bytes in shared memory as any others', async () => {
    const shared = new Uint8Array(new SharedArrayBuffer(3));
    shared.set(MODEL);
    expect((await readBundle(bundle({ 'model.onnx': shared }))).sha256).toBe(sha256(LIST));
  });

  it('refuses a threshold that was changed, and names the file', async () => {
    const changed = JSON_TEXT.replace('"value": 0.5', '"value": 0.99');
    expect(changed).not.toBe(JSON_TEXT);
    const [code, subject, problem] = await refusal(bundle({ 'bundle.json': bytes(changed) }));
    expect([code, subject]).toEqual(['bundle-damaged', 'folder/bundle.json']);
    expect(problem).toContain(sha256(changed).slice(0, 12));
  });

  it.each([
    ['a byte of the network', { 'model.onnx': Uint8Array.of(1, 2, 4) }, 'folder/model.onnx'],
    ['a space behind bundle.json', { 'bundle.json': bytes(`${JSON_TEXT} `) }, 'folder/bundle.json'],
    ['no JSON', { 'bundle.json': bytes('{') }, 'folder/bundle.json'],
    ['an empty list', { 'bundle.sha256': bytes('') }, 'folder/bundle.sha256'],
    ['a list of something else', { 'bundle.sha256': bytes('hello\n') }, 'folder/bundle.sha256'],
    ['a list of more', { 'bundle.sha256': bytes(`${LIST}${'0'.repeat(64)}  x\n`) }, 'folder/bundle.sha256'],
    [
      'other ends of lines',
      { 'bundle.sha256': bytes(LIST.replaceAll('\n', '\r\n')) },
      'folder/bundle.sha256',
    ],
    [
      'another order',
      { 'bundle.sha256': bytes(`${LIST.trimEnd().split('\n').reverse().join('\n')}\n`) },
      'folder/bundle.sha256',
    ],
  ])('refuses %s', async (_, changes, subject) => {
    expect((await refusal(bundle(changes))).slice(0, 2)).toEqual(['bundle-damaged', subject]);
  });

  it('refuses a list that was made anew round a network of which bundle.json says otherwise', async () => {
    const other = Uint8Array.of(9);
    const list = bundleList(sha256(JSON_TEXT), { file: 'model.onnx', sha256: sha256(other) });
    const files = { 'model.onnx': other, 'bundle.sha256': bytes(list) };
    expect((await refusal(bundle(files)))[0]).toBe('bundle-damaged');
  });

  it('refuses a bundle without its hash, as older ones are, and says how to get one', async () => {
    expect((await refusal(bundle({ 'bundle.sha256': null }))).slice(0, 2)).toEqual([
      'bundle-unsealed',
      'folder/bundle.sha256',
    ]);
  });

  it('tells what is missing apart', async () => {
    expect((await refusal(bundle({ 'bundle.json': null })))[0]).toBe('bundle-not-found');
    expect((await refusal(bundle({ 'model.onnx': null }))).slice(0, 2)).toEqual([
      'bundle-not-found',
      'folder/model.onnx',
    ]);
  });

  it('refuses another schema, though it fits its list', async () => {
    const json = '{}';
    const list = bundleList(sha256(json), { file: 'model.onnx', sha256: sha256(MODEL) });
    const files = { 'bundle.json': bytes(json), 'bundle.sha256': bytes(list) };
    expect((await refusal(bundle(files)))[0]).toBe('bundle-schema');
  });

  it('refuses a whole bundle where another one is expected', async () => {
    expect((await refusal(bundle(), '0'.repeat(64)))[0]).toBe('bundle-not-shipped');
    expect((await readBundle(bundle(), { expected: sha256(LIST) })).sha256).toBe(sha256(LIST));
  });
});
