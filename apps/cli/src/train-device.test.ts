import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { refuseAbsentDevice } from '@ichor/training';
import { afterAll, expect, test } from 'vitest';
import { ichor } from './testing/ichor.ts';

const RECIPE = fileURLToPath(new URL('../../../recipes/pretrain-simulated.ts', import.meta.url));
const runs = mkdtempSync(join(tmpdir(), 'ichor-device-'));
afterAll(() => rmSync(runs, { recursive: true }));

const train = (device: string) => ichor('train', RECIPE, '--runs', runs, '--device', device);

test('a device that there is not is wrong usage', () => {
  const { code, err } = train('tpu');
  expect(code).toBe(2);
  expect(err).toContain('ichor: --device tpu: is not understood. Give one of cpu, webgpu, cuda.');
});

test('a device that is not here ends training before it begins, with what to do about it', async ({
  skip,
}) => {
  const refusal: unknown = await refuseAbsentDevice('cuda').catch((error: unknown) => error);
  if (!(refusal instanceof Error)) return skip('CUDA is here');
  const { code, out, err } = train('cuda');
  expect([code, out]).toEqual([1, '']);
  expect(err).toContain(`ichor: ${refusal.message}`);
  expect(readdirSync(runs)).toEqual([]);
});
