import { expect, test, vi } from 'vitest';
import { startChild } from './child.ts';

const LIVES_SHORTLY = `process.send({ kind: 'ready' }); setTimeout(() => process.exit(3), 50)`;
const FAILS = `process.send(
  { kind: 'failed', error: { code: 'disk-full', subject: 'data', problem: 'is full', remedy: 'Make space.' } },
  () => process.exit(1))`;

test('a child that can not be started again says why each time', async () => {
  const told: string[] = [];
  let starts = 0;
  const child = await startChild({
    args: () => ['-e', starts++ === 0 ? LIVES_SHORTLY : FAILS],
    env: () => ({}),
    onReady: () => {},
    onEnd: (how) => told.push(how),
  });
  await vi.waitFor(() => expect(told.length).toBeGreaterThan(1), { timeout: 20_000 });
  await child.stop();
  expect(told.slice(0, 2)).toEqual([
    'ended with exit code 3',
    'could not be started (data: is full. Make space)',
  ]);
});

test('a child that fails at its first start is not started again', async () => {
  const start = startChild({
    args: () => ['-e', FAILS],
    env: () => ({}),
    onReady: () => expect.unreachable(),
    onEnd: () => expect.unreachable(),
  });
  await expect(start).rejects.toMatchObject({ code: 'disk-full', subject: 'data' });
});
