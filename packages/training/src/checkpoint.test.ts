import { mkdtemp, readdir, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isIchorError } from '@ichor/ct';
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

test('the newest one is kept and the older ones are removed', async () => {
  await saveCheckpoint(folder, at(9));
  await saveCheckpoint(folder, at(10));
  expect(await readdir(folder)).toEqual(['step-00000010.ckpt']);
  expect((await loadCheckpoint(folder))?.step).toBe(10);
});

test('one that was being written when the machine stopped is passed over', async () => {
  await saveCheckpoint(folder, at(9));
  await writeFile(join(folder, 'step-00000012.ckpt.unfinished'), 'ICHO');
  expect((await loadCheckpoint(folder))?.step).toBe(9);
  expect(await loadCheckpoint(join(folder, 'nowhere'))).toBeUndefined();
});

test.each([[4], [100], [220]])(
  'one that is cut off after %i bytes is an error, not a network',
  async (bytes) => {
    await saveCheckpoint(folder, at(9));
    await truncate(join(folder, 'step-00000009.ckpt'), bytes);
    const error = await loadCheckpoint(folder).catch((caught: unknown) => caught);
    expect(isIchorError(error) && error.code).toBe('checkpoint-damaged');
  },
);
