import { mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isIchorError } from '@ichor/notices';
import { smallDisk } from '@ichor/testing/small-disk';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Checkpoint, loadCheckpoint, saveCheckpoint } from './checkpoint.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ichor-checkpoint-'));
});
afterEach(() => rm(folder, { recursive: true }));

const at = (step: number): Checkpoint => ({
  step,
  parameters: new Map([
    ['weight', { shape: [2, 2], data: Float32Array.of(1 / 3, -0, 1e-42, step) }],
    ['running', { shape: [1], data: Float32Array.of(7) }],
  ]),
  optimizer: {
    step: step + 1,
    slots: new Map([['weight', [Float32Array.of(1, 2, 3, 4), Float32Array.of(5, 6, 7, 8)]]]),
  },
});

test('a checkpoint is read back bit for bit, subnormal numbers and minus nought too', async () => {
  await saveCheckpoint(folder, at(3));
  expect(await loadCheckpoint(folder)).toEqual(at(3));
});

test('moving averages come back with it', async () => {
  const average = new Map([
    ['weight', Float32Array.of(4, 3, 2, 1)],
    ['running', Float32Array.of(6)],
  ]);
  await saveCheckpoint(folder, { ...at(3), average });
  expect((await loadCheckpoint(folder))?.average).toEqual(average);
});

test.skipIf(process.platform === 'win32')('a disk that is full leaves the checkpoint of before', async () => {
  const disk = smallDisk(96);
  if (disk === undefined) return;
  try {
    await saveCheckpoint(disk.folder, at(3));
    const large = {
      ...at(4),
      average: new Map([
        ['weight', new Float32Array(40_000)],
        ['running', Float32Array.of(1)],
      ]),
    };
    await expect(saveCheckpoint(disk.folder, large)).rejects.toThrow(/step-00000004.ckpt/);
    expect(await loadCheckpoint(disk.folder)).toEqual(at(3));
    expect(await readdir(disk.folder)).toEqual(['step-00000003.ckpt']);
  } finally {
    disk.remove();
  }
});

test('the last two are kept, and the newest is read', async () => {
  for (const step of [8, 9, 10]) await saveCheckpoint(folder, at(step));
  expect((await readdir(folder)).sort()).toEqual(['step-00000009.ckpt', 'step-00000010.ckpt']);
  expect((await loadCheckpoint(folder))?.step).toBe(10);
});

test('what is written is kept, and none of later steps, which are of another course', async () => {
  for (const step of [8, 20, 30]) await saveCheckpoint(folder, at(step));
  await saveCheckpoint(folder, at(25));
  expect((await readdir(folder)).sort()).toEqual(['step-00000020.ckpt', 'step-00000025.ckpt']);
  await saveCheckpoint(folder, at(3));
  expect(await readdir(folder)).toEqual(['step-00000003.ckpt']);
});

test('one that was being written when the machine stopped is passed over', async () => {
  await saveCheckpoint(folder, at(9));
  await writeFile(join(folder, '.ichor-00000000-1-000000000000.part'), 'ICHO');
  expect((await loadCheckpoint(folder))?.step).toBe(9);
  expect(await loadCheckpoint(join(folder, 'nowhere'))).toBeUndefined();
});

/** What a person is told of the newest checkpoint. */
async function refusal(): Promise<{ code: string; message: string }> {
  const error = await loadCheckpoint(folder).catch((caught: unknown) => caught);
  if (!isIchorError(error)) throw error;
  return error;
}

test('one changed byte, wherever it is, is an error that names the file, not other weights', async () => {
  await saveCheckpoint(folder, at(8));
  await saveCheckpoint(folder, at(9));
  const path = join(folder, 'step-00000009.ckpt');
  const whole = await readFile(path);
  for (let i = 0; i < whole.length; i++) {
    const changed = Buffer.from(whole);
    changed[i]! ^= 1;
    await writeFile(path, changed);
    const { code, message } = await refusal();
    expect(code, `byte ${i}`).toBe(i < 8 ? 'checkpoint-schema' : 'checkpoint-damaged');
    expect(message).toContain(path);
  }
});

test('the one before a damaged one is used when a person deletes the damaged one, as the message says', async () => {
  await saveCheckpoint(folder, at(8));
  await saveCheckpoint(folder, at(9));
  const path = join(folder, 'step-00000009.ckpt');
  await truncate(path, 200);
  expect((await refusal()).message).toContain('Delete it');
  expect((await refusal()).message).toContain('step-00000008.ckpt');
  await rm(path);
  expect(await loadCheckpoint(folder)).toEqual(at(8));
});

test.each([4, 40, 100, 220])(
  'one that is cut off after %i bytes is an error, not a network',
  async (bytes) => {
    await saveCheckpoint(folder, at(9));
    await truncate(join(folder, 'step-00000009.ckpt'), bytes);
    const { code, message } = await refusal();
    expect(code).toBe(bytes < 12 ? 'checkpoint-schema' : 'checkpoint-damaged');
    expect(message).toContain('train it again');
  },
);
