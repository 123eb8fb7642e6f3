import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SECURITY_HEADERS } from '../plugins/security-headers.ts';
import { DATABASES } from '../testing/databases.ts';
import { openTestServer, TEST_TOKEN, type TestServer } from '../testing/test-server.ts';

const PATIENCE = { headersMs: 900, bodyMs: 1500 };
const BEARER = `Authorization: Bearer ${TEST_TOKEN}\r\n`;

let server: TestServer;
let port: number;
beforeAll(async () => {
  const [, open] = DATABASES[0]!;
  server = await openTestServer(await open(), {}, { patience: PATIENCE });
  await server.app.listen({ host: '127.0.0.1', port: 0 });
  ({ port } = server.app.server.address() as AddressInfo);
});
afterAll(() => server.close());

/** All that comes until the server ends the connection, while `send` writes. */
async function talk(send: (socket: Socket) => unknown): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  let heard = '';
  socket.setEncoding('utf8').on('data', (text) => {
    heard += text;
  });
  // Whoever writes on to a server that has hung up is reset; what it said before counts.
  socket.on('error', () => {});
  await once(socket, 'connect');
  send(socket);
  if (!socket.closed) await once(socket, 'close');
  return heard;
}

/** Each of some texts, a while apart, until the server hangs up. */
async function drip(socket: Socket, everyMs: number, texts: Iterable<string>): Promise<void> {
  for (const text of texts) {
    if (socket.closed) return;
    socket.write(text);
    await sleep(everyMs);
  }
}

const request = (line: string, headers = '') =>
  `${line} HTTP/1.1\r\nHost: localhost\r\n${headers}Connection: close\r\n\r\n`;

function* endless(text: string) {
  for (;;) yield text;
}

const startUpload = async () =>
  (await server.app.inject({ method: 'POST', url: '/api/uploads' })).json().uploadId as string;
const putFile = (upload: string, bytes: number) =>
  request(
    `PUT /api/uploads/${upload}/files?name=a`,
    `${BEARER}Content-Type: application/octet-stream\r\nContent-Length: ${bytes}\r\n`,
  );

describe('what no route answers has the security headers too', () => {
  test.each([
    ['no HTTP', 'hello\r\n\r\n', 400],
    ['no Host', 'GET /api/studies HTTP/1.1\r\nConnection: close\r\n\r\n', 421],
    ['another Host', 'GET / HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n', 421],
    ['two lengths', request('POST /api/uploads', 'Content-Length: 1\r\nTransfer-Encoding: chunked\r\n'), 400],
    [
      'a chunk without its length',
      `${request('POST /api/uploads', 'Transfer-Encoding: chunked\r\n')}x\r\n`,
      400,
    ],
    ['a method that is none', request('STEAL /api/studies'), 400],
    ['too long a header', request('GET /', `X: ${'x'.repeat(20_000)}\r\n`), 431],
    ['too long an address', request(`GET /${'x'.repeat(20_000)}`), 431],
    ['an expectation', request('GET /api/studies', 'Expect: something\r\n'), 401],
    [
      'an upgrade',
      request('GET /api/studies', 'Upgrade: websocket\r\n').replace('close', 'upgrade, close'),
      401,
    ],
    ['a broken address', request('GET /%'), 401],
    ['a broken address, let in', request('GET /%', BEARER), 400],
    ['too long a part of an address', request(`GET /api/studies/${'1'.repeat(200)}`, BEARER), 414],
    ['an address of nothing', request('GET /nothing', BEARER), 404],
    ['a method of nothing', request('PUT /api/studies', BEARER), 404],
    [
      'too large a body',
      request(
        'POST /api/simulations',
        `${BEARER}Content-Type: application/json\r\nContent-Length: 9999999\r\n`,
      ),
      413,
    ],
    [
      'an unknown kind of body',
      `${request('POST /api/simulations', `${BEARER}Content-Type: a/b\r\nContent-Length: 1\r\n`)}x`,
      415,
    ],
  ])('%s', async (_, text, status) => {
    const answer = await talk((socket) => socket.write(text));
    expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    const [head = '', body = ''] = answer.split('\r\n\r\n', 2);
    const headers = head.toLowerCase().split('\r\n');
    for (const [name, value] of Object.entries(SECURITY_HEADERS)) {
      expect(headers).toContain(`${name}: ${value}`.toLowerCase());
    }
    expect(JSON.parse(body)).toMatchObject({ code: expect.any(String), remedy: expect.any(String) });
  });
});

describe('a connection on which nothing comes is ended', () => {
  test('that never says a word', async () => {
    expect(await talk(() => {})).toMatch(/^HTTP\/1\.1 408 /);
  });

  test('whose headers dribble', async () => {
    const answer = await talk((socket) => {
      socket.write('GET / HTTP/1.1\r\nHost: localhost\r\nX: ');
      return drip(socket, 50, endless('x'));
    });
    expect(answer).toMatch(/^HTTP\/1\.1 408 /);
  });

  test.each([
    ['stands still', []],
    ['dribbles', endless('x')],
  ])('whose body %s; nothing of it is left', async (_, rest) => {
    const upload = await startUpload();
    const answer = await talk((socket) => {
      socket.write(putFile(upload, 1_000_000) + 'x'.repeat(5000));
      return drip(socket, 100, rest);
    });
    expect(answer).toMatch(/^HTTP\/1\.1 408 [\s\S]*stood still for 1\.5 s/);
    // The route hears of the end a moment later.
    await expect.poll(() => readdir(join(server.dataFolder, 'store', 'incoming'))).toEqual([]);
    const ended = await server.app.inject({ method: 'POST', url: `/api/uploads/${upload}/end` });
    expect(ended.json()).toMatchObject({ stored: 0, known: 0, refused: 0 });
  });

  test('whose body dribbles after it was refused', async () => {
    const answer = await talk((socket) => {
      socket.write(
        'PUT /api/uploads/1/files?name=a HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99999\r\n\r\n',
      );
      return drip(socket, 100, endless('x'));
    });
    expect(answer).toMatch(/^HTTP\/1\.1 401 /);
    expect(answer.match(/HTTP\/1\.1/g)).toHaveLength(1);
  });
});

test('a body that takes long but does not stand still is taken', async () => {
  const upload = await startUpload();
  const pieces = Array.from({ length: 20 }, () => 'x'.repeat(1200));
  const answer = await talk((socket) => {
    socket.write(putFile(upload, 1200 * pieces.length));
    return drip(socket, 200, pieces);
  });
  expect(answer).toMatch(/^HTTP\/1\.1 200 [\s\S]*not-dicom/);
});
