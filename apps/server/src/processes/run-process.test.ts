import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from 'vitest';

/** A process whose work is the given code, which says "here" when it is time to do something to it. */
async function run(start: string, signal?: NodeJS.Signals) {
  const module = JSON.stringify(new URL('./run-process.ts', import.meta.url).href);
  const code = `
    const { runProcess } = await import(${module});
    const running = { stop: async () => console.log('stopped') };
    setInterval(() => {}, 1000);
    await runProcess(async () => { ${start} }, () => console.log('here'));`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', code], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [out, err] = ['', ''];
  child.stderr.on('data', (bytes) => {
    err += bytes;
  });
  child.stdout.on('data', (bytes) => {
    if (out === '' && signal) child.kill(signal);
    out += bytes;
  });
  const [exitCode] = await once(child, 'close');
  return { code: exitCode as number | null, out: out.split('\n'), err };
}

test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('%s ends it in good order', async (signal) => {
  expect(await run('return running', signal)).toMatchObject({
    code: 0,
    out: ['here', 'stopped', ''],
    err: '',
  });
});

test('Ctrl-C while it starts is no error, though it cuts off what was being started', async () => {
  const cutOff = `console.log('here'); return new Promise((_, reject) => process.on('SIGINT', () => reject(new Error('cut off'))))`;
  expect(await run(cutOff, 'SIGINT')).toMatchObject({ code: 130, err: '' });
});

test('an error that nobody foresaw ends it, and is told without its words: they may name a patient', async () => {
  const { code, err } = await run(
    `setTimeout(() => { throw new RangeError('DOE^JANE') }, 100); return running`,
  );
  expect(code).toBe(1);
  expect(err).toContain('RangeError');
  expect(err).not.toContain('DOE');
});
