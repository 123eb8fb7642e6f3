import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isIchorError } from '@ichor/notices';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openRunLog } from './run-log.ts';

let path: string;
beforeAll(async () => {
  path = join(await mkdtemp(join(tmpdir(), 'ichor-log-')), 'log.jsonl');
});
afterAll(() => rm(join(path, '..'), { recursive: true }));

test('a log goes on after a step: later lines and a half-written one are cut off', async () => {
  const log = await openRunLog(path, 0);
  for (const step of [1, 2, 3]) log.write({ step, epoch: 0, loss: step });
  await log.flush();
  await writeFile(path, `${await readFile(path, 'utf8')}{"step":4,"epo`);
  const again = await openRunLog(path, 2);
  again.write({ step: 3, epoch: 0, loss: 30 });
  await again.flush();
  const lines = (await readFile(path, 'utf8'))
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(lines.map(({ step, loss }) => [step, loss])).toEqual([
    [1, 1],
    [2, 2],
    [3, 30],
  ]);
});

test('a broken line among those that are kept is named; what was cut off at the end is not one of them', async () => {
  const whole = [1, 2, 3].map((step) => JSON.stringify({ step, epoch: 0, loss: step }));
  for (const [broken, problem] of [
    ['{"step":2,', 'is not JSON'],
    ['{"step":2,"epoch":0,"loss":"low"}', 'loss'],
  ] as const) {
    await writeFile(path, `${[whole[0], broken, whole[2]].join('\n')}\n`);
    const error = await openRunLog(path, 3).catch((caught: unknown) => caught);
    expect(isIchorError(error) && [error.code, error.subject]).toEqual(['run-damaged', `${path}, line 2`]);
    expect(isIchorError(error) && error.problem).toContain(problem);
    // Steps after the first are made again, so what is broken there is cut off.
    await openRunLog(path, 1);
    expect(await readFile(path, 'utf8')).toBe(`${whole[0]}\n`);
  }
});
