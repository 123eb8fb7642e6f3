import { createHash } from 'node:crypto';
import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { inferenceGraph, type Tensor } from '@ichor/compiler';
import { writeSafetensors } from '@ichor/models';
import { isIchorError } from '@ichor/notices';
import { hashedParameters } from '@ichor/testing/hashed-parameters';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { initialWeights } from './initial-weights.ts';
import type { Recipe } from './recipe.ts';
import { tinyModel } from './testing/tiny-model.ts';
import { tinyRecipe } from './testing/tiny-recipe.ts';

const given: Recipe = { ...tinyRecipe, init: 'given' };
const known = hashedParameters(tinyModel, 'init');
let home: string;
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'ichor-init-'));
});
afterAll(() => rm(home, { recursive: true }));

const fixture = (name: string) =>
  fileURLToPath(new URL(`../../../fixtures/weights/${name}`, import.meta.url));

async function fileOf(name: string, tensors: ReadonlyMap<string, Tensor>): Promise<string> {
  const path = join(home, name);
  const onnx = () => inferenceGraph(tinyModel, tensors, { batch: 1, size: 32 });
  await writeFile(path, name.endsWith('.onnx') ? onnx() : writeSafetensors(tensors));
  return path;
}

const failure = (work: Promise<unknown>): Promise<{ code: string; message: string }> =>
  work.then(
    () => expect.unreachable(),
    (error: unknown) => {
      if (!isIchorError(error)) throw error;
      return { code: error.code, message: error.message };
    },
  );

test.each(['weights.safetensors', 'weights.onnx'])(
  'a run starts with the weights of %s, whose SHA-256 it says',
  async (name) => {
    const init = await fileOf(name, known);
    const { parameters, from, startedFrom } = await initialWeights(given, tinyModel, { init });
    expect(parameters).toEqual(known);
    const sha256 = createHash('sha256')
      .update(await readFile(init))
      .digest('hex');
    expect(from).toBe(`${name}, SHA-256 ${sha256}`);
    expect(startedFrom).toBe(undefined);
  },
);

test('a head of other classes is drawn as it is for a random start, and the run says so', async () => {
  const imagenet = new Map(known)
    .set('fc.weight', { shape: [1000, 8], data: new Float32Array(8000) })
    .set('fc.bias', { shape: [1000], data: new Float32Array(1000) })
    .set('norm.num_batches_tracked', { shape: [], data: Float32Array.of(1) })
    .set('other.weight', { shape: [1], data: Float32Array.of(1) });
  const init = await fileOf('imagenet.safetensors', imagenet);
  const { parameters, from } = await initialWeights(given, tinyModel, { init });
  const random = await initialWeights(tinyRecipe, tinyModel, {});
  expect(parameters.get('fc.weight')).toEqual(random.parameters.get('fc.weight'));
  expect(parameters.get('conv1.weight')).toEqual(known.get('conv1.weight'));
  expect(from).toMatch(
    /^imagenet\.safetensors, SHA-256 [0-9a-f]{64}; of another number of classes and so drawn: fc\.weight, fc\.bias; passed over: other\.weight; seed 3$/,
  );
});

test('a file that is cut off is told, with what is wrong', async () => {
  const whole = await readFile(fixture('zip.pth'));
  for (const [name, bytes] of [
    ['cut.pth', whole.subarray(0, whole.length - 100)],
    ['cut.safetensors', writeSafetensors(known).subarray(0, -4)],
  ] as const) {
    const init = join(home, name);
    await writeFile(init, bytes);
    const { code, message } = await failure(initialWeights(given, tinyModel, { init }));
    expect(code).toBe('weights-unreadable');
    expect(message).toMatch(/cannot be read as weights \(.*cut off.*Fetch it again and compare its SHA-256/);
  }
});

test('a pickle that asks for more than weights is refused by the name of what it asks for', async () => {
  const init = join(home, 'foreign.pt');
  await copyFile(fixture('foreign.pth'), init);
  const { code, message } = await failure(initialWeights(given, tinyModel, { init }));
  expect(code).toBe('weights-unreadable');
  expect(message).toContain('__builtin__.print');
});

test("another model's checkpoint is refused with all names and both shapes", async () => {
  const { code, message } = await failure(initialWeights(given, tinyModel, { init: fixture('legacy.pth') }));
  expect(code).toBe('init-does-not-fit');
  expect(message).toContain('conv1.weight [8,3,5,5] is missing; bn1.weight [8] is missing');
  expect(message).toContain('conv.weight [2,3,4] is surplus; transposed [4,2,3] is surplus');
});

test('a file that is not there, or of a kind that is not read, is told', async () => {
  const absent = await failure(initialWeights(given, tinyModel, { init: join(home, 'none.pth') }));
  expect(absent.code).toBe('path-not-found');
  const init = join(home, 'weights.h5');
  await writeFile(init, 'h5');
  const other = await failure(initialWeights(given, tinyModel, { init }));
  expect(other.code).toBe('no-weights');
  expect(other.message).toContain('.safetensors, .pth, .pt or .onnx file');
});
