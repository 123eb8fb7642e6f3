import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isIchorError } from '@ichor/notices';
import { hashedUniform } from '@ichor/testing/hashed-parameters';
import { afterAll, afterEach, expect, test } from 'vitest';
import { fetchWeights } from './fetch-weights.ts';

const FILE = Buffer.from(Uint8Array.from(hashedUniform('fetch', 'x', 300_000), (u) => 256 * u));
const sha256 = createHash('sha256').update(FILE).digest('hex');
const home = mkdtempSync(join(tmpdir(), 'ichor-fetch-'));
afterAll(() => rmSync(home, { recursive: true }));

let server: Server | undefined;
let asked: (string | undefined)[] = [];
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
  asked = [];
});

async function serve(answer: (request: IncomingMessage, response: ServerResponse) => void): Promise<URL> {
  server = createServer((request, response) => {
    asked.push(request.headers.range);
    answer(request, response);
  });
  await new Promise<void>((resolve) => server!.listen(0, '127.0.0.1', resolve));
  return new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/net.pth`);
}

/** Answers as a server that knows Range; ends each answer after so many bytes. */
const withRange =
  (most = FILE.length) =>
  (request: IncomingMessage, response: ServerResponse): void => {
    const from = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0);
    if (from >= FILE.length) {
      response.writeHead(416, { 'content-range': `bytes */${FILE.length}` }).end();
      return;
    }
    response.writeHead(from > 0 ? 206 : 200, {
      'content-length': FILE.length - from,
      ...(from > 0 ? { 'content-range': `bytes ${from}-${FILE.length - 1}/${FILE.length}` } : {}),
    });
    sendOnly(response, FILE.subarray(from), most);
  };

function sendOnly(response: ServerResponse, rest: Uint8Array, most: number): void {
  if (rest.length <= most) response.end(rest);
  else response.write(rest.subarray(0, most), () => setTimeout(() => response.destroy(), 50));
}

const failure = (work: Promise<unknown>): Promise<{ code: string; message: string }> =>
  work.then(
    () => expect.unreachable(),
    (error: unknown) => {
      if (!isIchorError(error)) throw error;
      return { code: error.code, message: error.message };
    },
  );

const pathOf = (name: string): string => join(home, name);

test('a file is fetched under its name, and not a second time', async () => {
  const url = await serve(withRange());
  const to = pathOf('folder/whole.pth');
  const shown: number[] = [];
  const found = await fetchWeights(url, { sha256, to, onProgress: ({ bytes }) => shown.push(bytes) });
  expect(found).toEqual({ bytes: FILE.length, before: 0 });
  expect(shown.at(-1)).toBe(FILE.length);
  expect(readFileSync(to).equals(FILE)).toBe(true);
  expect(existsSync(`${to}.part`)).toBe(false);
  expect(await fetchWeights(url, { sha256, to })).toEqual({ bytes: FILE.length, before: FILE.length });
  expect(asked).toEqual([undefined]);
});

test('what broke off is kept, and the next attempt goes on from there', async () => {
  const url = await serve(withRange(120_000));
  const to = pathOf('broken.pth');
  const had: number[] = [];
  // How much of what was sent is there when the connection breaks is up to the network.
  for (let attempt = 0; attempt < 50 && !existsSync(to); attempt++) {
    had.push(existsSync(`${to}.part`) ? readFileSync(`${to}.part`).length : 0);
    const error = await fetchWeights(url, { sha256, to }).catch((error: unknown) => error);
    if (!isIchorError(error)) {
      expect(error).toEqual({ bytes: FILE.length, before: had.at(-1) });
      break;
    }
    const part = readFileSync(`${to}.part`);
    expect(error.code).toBe('download-failed');
    expect(error.message).toContain(
      `broke off after ${part.length} bytes. The same command goes on where it stopped.`,
    );
    expect(part.equals(FILE.subarray(0, part.length))).toBe(true);
  }
  expect(readFileSync(to).equals(FILE)).toBe(true);
  expect(had.length).toBeGreaterThanOrEqual(3);
  expect(had.at(-1)).toBeGreaterThanOrEqual(FILE.length - 120_000);
  expect(asked).toEqual(had.map((bytes) => (bytes > 0 ? `bytes=${bytes}-` : undefined)));
});

test('from a server without Range it is fetched anew, and the part is not put before it', async () => {
  const url = await serve((_, response) => response.end(FILE));
  const to = pathOf('no-range.pth');
  writeFileSync(`${to}.part`, FILE.subarray(0, 1000));
  expect(await fetchWeights(url, { sha256, to })).toEqual({ bytes: FILE.length, before: 0 });
  expect(readFileSync(to).equals(FILE)).toBe(true);
});

test('a part that is whole is taken as it is, and one that is too long is thrown away', async () => {
  const url = await serve(withRange());
  const whole = pathOf('whole-part.pth');
  writeFileSync(`${whole}.part`, FILE);
  expect(await fetchWeights(url, { sha256, to: whole })).toMatchObject({ before: FILE.length });
  expect(asked).toEqual([]);
  const long = pathOf('long-part.pth');
  writeFileSync(`${long}.part`, Buffer.concat([FILE, FILE]));
  expect(await fetchWeights(url, { sha256, to: long })).toMatchObject({ before: 0 });
  expect(readFileSync(long).equals(FILE)).toBe(true);
});

test('a server that goes on somewhere else is not believed', async () => {
  const url = await serve((request, response) => {
    if (request.headers.range === undefined) response.end(FILE);
    else response.writeHead(206, { 'content-range': `bytes 0-9/${FILE.length}` }).end(FILE.subarray(0, 10));
  });
  const to = pathOf('elsewhere.pth');
  writeFileSync(`${to}.part`, FILE.subarray(0, 1000));
  expect(await fetchWeights(url, { sha256, to })).toEqual({ bytes: FILE.length, before: 0 });
});

test('a file of another hash is refused and removed, and nothing gets the name', async () => {
  const url = await serve(withRange());
  const to = pathOf('other.pth');
  const wanted = '0'.repeat(64);
  const { code, message } = await failure(fetchWeights(url, { sha256: wanted, to }));
  expect(code).toBe('weights-hash-differs');
  expect(message).toContain(`has SHA-256 ${sha256}, not ${wanted}; what was fetched is removed`);
  expect([existsSync(to), existsSync(`${to}.part`)]).toEqual([false, false]);
});

test('another file of that name stays, and an address that fails is told without its password', async () => {
  const to = pathOf('mine.pth');
  writeFileSync(to, 'mine');
  const url = await serve((_, response) => response.writeHead(404).end('nothing'));
  expect((await failure(fetchWeights(url, { sha256, to }))).code).toBe('already-there');
  expect(readFileSync(to, 'utf8')).toBe('mine');
  const secret = new URL(`${url}?token=secret`);
  const absent = await failure(fetchWeights(secret, { sha256, to: pathOf('absent.pth') }));
  expect(absent.message).toContain('/net.pth: answers 404 Not Found. Look at the address.');
  expect(absent.message).not.toContain('secret');
  const nobody = new URL('http://127.0.0.1:1/net.pth');
  const away = await failure(fetchWeights(nobody, { sha256, to: pathOf('away.pth') }));
  expect(away).toMatchObject({
    code: 'download-failed',
    message: expect.stringContaining('cannot be reached'),
  });
});
