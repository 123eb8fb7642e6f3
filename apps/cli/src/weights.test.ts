import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { EXIT } from './exit-codes.ts';
import { SHIPPED_BUNDLE } from './open-bundle-folder.ts';
import { ichor } from './testing/ichor.ts';
import { temporaryFolder } from './testing/temporary-folder.ts';

const home = temporaryFolder();
afterAll(() => rmSync(home, { recursive: true }));

const FIXTURES = fileURLToPath(new URL('../../../fixtures/weights', import.meta.url));
const sha256Of = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** Runs the command while a server of this process answers it. */
function whileServing(...args: string[]): Promise<{ code: number | null; out: string; err: string }> {
  const main = fileURLToPath(new URL('./main.ts', import.meta.url));
  const child = spawn(process.execPath, [main, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  const texts = { out: '', err: '' };
  child.stdout.on('data', (piece) => (texts.out += piece));
  child.stderr.on('data', (piece) => (texts.err += piece));
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, ...texts })));
}

test('weights get writes the file that has the hash, and refuses another', async () => {
  const file = readFileSync(join(FIXTURES, 'zip.pth'));
  const server = createServer((_, response) => response.end(file));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/net.pth`;
  const to = join(home, 'net.pth');
  const wrong = await whileServing('weights', 'get', url, '--sha256', '0'.repeat(64), '--to', to, '--json');
  expect(wrong.code).toBe(EXIT.failed);
  expect(JSON.parse(wrong.out).error).toMatchObject({ code: 'weights-hash-differs', subject: url });
  expect(existsSync(to)).toBe(false);
  const right = await whileServing(
    'weights',
    'get',
    url,
    '--sha256',
    sha256Of(file).toUpperCase(),
    '--to',
    to,
  );
  server.close();
  expect([right.code, right.err]).toEqual([EXIT.done, '']);
  expect(right.out).toContain(`SHA-256 ${sha256Of(file)}`);
  expect(readFileSync(to).equals(file)).toBe(true);
});

test('weights exported from the bundle are imported again, and what a run draws is listed', () => {
  const exported = join(home, 'bundle.safetensors');
  const { code, out } = ichor('weights', 'export', SHIPPED_BUNDLE, '--to', exported);
  expect(code).toBe(EXIT.done);
  expect(out).toContain(`resnet18, 102 tensors`);
  expect(out).toContain(sha256Of(readFileSync(exported)));
  const grey = join(home, 'grey.safetensors');
  const imported = ichor(
    ...['weights', 'import', exported, '--architecture', 'resnet18', '--to', grey, '--channels', '1'],
    ...['--mean', '.5,.5,.5', '--deviation', '.25,.25,.25'],
  );
  expect([imported.code, imported.err]).toEqual([EXIT.done, '']);
  expect(imported.out.split('\n')).toEqual([
    'replaced by a run, being of other classes: none',
    'missing, and drawn by a run: none',
    'surplus, and left out: none',
    'conv1.weight: adapted from 3 channels to 1',
    `${grey}: 102 tensors. SHA-256 ${sha256Of(readFileSync(grey))}`,
    '',
  ]);
});

test('each file that will not do is told in a sentence: cut off, foreign, of another network', () => {
  const cut = join(home, 'cut.pth');
  writeFileSync(cut, readFileSync(join(FIXTURES, 'legacy.pth')).subarray(0, 900));
  for (const [file, message] of [
    [cut, 'cut off'],
    [join(FIXTURES, 'foreign.pth'), '__builtin__.print: is asked for by the pickle'],
    [join(FIXTURES, 'zip.pth'), 'conv1.weight [64,3,7,7] is missing'],
    [join(home, 'absent.pth'), 'is not there'],
  ] as const) {
    const { code, err } = ichor(
      ...['weights', 'import', file, '--architecture', 'resnet18', '--to', join(home, 'never.safetensors')],
    );
    expect(code, file).toBe(EXIT.failed);
    expect(err.trim().split('\n'), file).toEqual([expect.stringContaining(`ichor: ${file}: `)]);
    expect(err, file).toContain(message);
  }
  expect(existsSync(join(home, 'never.safetensors'))).toBe(false);
});

test('what is misspelt is wrong usage', () => {
  for (const args of [
    ['get', 'ftp://x/y', '--sha256', '0'.repeat(64)],
    ['get', 'http://127.0.0.1:1/net.pth', '--sha256', 'abc'],
    ['import', 'a.pth', '--architecture', 'resnet19', '--to', 'b.safetensors'],
    ['import', 'a.pth', '--architecture', 'resnet18', '--to', 'b.pth'],
    ['import', 'a.pth', '--architecture', 'resnet18', '--to', 'b.safetensors', '--mean', '1,2,3'],
    ['export', 'bundle', '--to', 'b.pth'],
    ['look'],
  ])
    expect(ichor('weights', ...args).code, args.join(' ')).toBe(EXIT.usage);
});
