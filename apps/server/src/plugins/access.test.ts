import { subscribe } from 'node:diagnostics_channel';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SESSION_SECONDS, sessions } from '../access/sessions.ts';
import { DATABASES } from '../testing/databases.ts';
import { openTestServer, TEST_KEY, TEST_TOKEN, type TestServer } from '../testing/test-server.ts';

const HOST = 'localhost:8760';
/** What a browser sends with what its page asks for. */
const FROM_PAGE = { host: HOST, 'sec-fetch-site': 'same-origin', 'sec-fetch-mode': 'cors' };
const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'QUERY'] as const;

let server: TestServer;
/** The methods of every route, by address. */
const routes = new Map<string, Set<string>>();
subscribe('fastify.initialization', (message) => {
  (message as { fastify: FastifyInstance }).fastify.addHook('onRoute', ({ url, method }) => {
    routes.set(url, new Set([...(routes.get(url) ?? []), ...[method].flat()]));
  });
});
beforeAll(async () => {
  const folder = mkdtempSync(join(tmpdir(), 'ichor-built-'));
  mkdirSync(join(folder, 'assets'));
  for (const name of ['index.html', 'favicon.svg', 'assets/index-1.js', '.sources']) {
    writeFileSync(join(folder, name), `the file ${name}`);
  }
  const [, open] = DATABASES[0]!;
  server = await openTestServer(await open(), {}, { pageFolder: folder });
});
afterAll(() => server.close());

const ask = (
  url: string,
  headers: Record<string, string> = {},
  method: (typeof METHODS)[number] = 'GET',
): Promise<{ statusCode: number; headers: Record<string, unknown>; body: string }> =>
  server.injectBare({ url, method: method as 'GET', headers: { host: HOST, ...headers } });
const session = (port = '8760', key = TEST_KEY, now?: () => number) => sessions(key, now).issue(port);
const cookie = (value: string, name = 'ichor-8760') => ({ ...FROM_PAGE, cookie: `${name}=${value}` });

describe('without the key', () => {
  test('every route of the app is refused but the page and the probes, by every method', async () => {
    const page = ['/', '/index.html', '/favicon.svg', '/assets/index-1.js', '/studies/:id'];
    const open = new Set([...page, '/healthz', '/readyz']);
    expect([...routes.keys()]).toEqual(
      expect.arrayContaining([...open, '/api/studies', '/api/events', '/*']),
    );
    for (const [url, own] of routes) {
      for (const method of METHODS) {
        const { statusCode } = await ask(url.replace(/:\w+/g, '1').replace('*', 'x'), {}, method);
        const expected = open.has(url) && own.has(method) ? 200 : 401;
        expect([method, url, statusCode]).toEqual([method, url, expected]);
      }
    }
  });

  test.each([
    '//api/studies',
    '/API/studies',
    '/%2fapi/studies',
    '/api%2fstudies',
    '/%61pi/studies',
    '/api/studies/',
    '/api/studies.',
    '/api/./studies',
    '/assets/../api/studies',
    '/studies/../api/studies',
    '/assets/..%2fapi%2fstudies',
    '/index.html/api/studies',
    '/favicon.svg/',
    '/.sources',
    '/api',
    '/api/',
    '/api/nothing',
    '/nothing',
    '/api/studies?token=',
    '/api/studies;/index.html',
    '/healthz/',
    '/readyz/x',
    '/api/studies/%',
    '/%',
    `/studies/${'1'.repeat(200)}`,
    'http://localhost:8760/api/studies',
    '*',
  ])('%s is refused', async (url) => {
    for (const method of METHODS) {
      const answer = await ask(url, {}, method);
      expect([method, answer.statusCode]).toEqual([method, 401]);
      expect(answer.headers['content-security-policy']).toContain("default-src 'none'");
      expect(answer.headers['cache-control']).toBe('no-store');
    }
  });

  test('the answer says what to do', async () => {
    const { body, headers } = await ask('/api/studies');
    expect(JSON.parse(body)).toMatchObject({
      code: 'key-needed',
      remedy: expect.stringContaining('`ichor open`'),
    });
    expect(headers['www-authenticate']).toBe('Bearer realm="Ichor"');
  });

  test('the probes say up or not, and no more', async () => {
    for (const url of ['/healthz', '/readyz']) {
      expect(await ask(url)).toMatchObject({ statusCode: 200, body: 'up\n' });
    }
  });
});

describe('the token', () => {
  test('lets scripts in, by any method, without a word of a browser', async () => {
    const bearer = { authorization: `Bearer ${TEST_TOKEN}` };
    expect((await ask('/api/studies', bearer)).statusCode).toBe(200);
    expect((await ask('/api/uploads', bearer, 'POST')).statusCode).toBe(201);
    expect((await ask('/api/nothing', bearer)).statusCode).toBe(404);
    expect((await ask('/api/studies/%', bearer)).statusCode).toBe(400);
  });

  test.each([
    'Bearer',
    'Bearer ',
    `Basic ${TEST_TOKEN}`,
    TEST_TOKEN,
    `Bearer ${TEST_TOKEN.slice(1)}`,
    `Bearer ${TEST_TOKEN}x`,
    `Bearer ${TEST_TOKEN} ${TEST_TOKEN}`,
  ])('%s is none', async (authorization) => {
    expect((await ask('/api/studies', { authorization })).statusCode).toBe(401);
  });

  test('counts in the address of a page alone, and is exchanged there for a cookie that scripts never see', async () => {
    expect((await ask(`/api/studies?token=${TEST_TOKEN}`)).statusCode).toBe(401);
    expect((await ask(`/?token=${TEST_TOKEN}`, {}, 'POST')).statusCode).toBe(401);
    const answer = await ask(`/studies/new?token=${TEST_TOKEN}&type=subdural`);
    expect(answer).toMatchObject({
      statusCode: 303,
      headers: {
        location: '/studies/new?type=subdural',
        'cache-control': 'no-store',
        'referrer-policy': 'no-referrer',
        'set-cookie': expect.stringMatching(
          /^ichor-8760=[^;]+; Max-Age=\d+; Path=\/; HttpOnly; SameSite=Strict$/,
        ),
      },
    });
    const [given] = String(answer.headers['set-cookie']).split(';');
    expect(given).not.toContain(TEST_TOKEN);
    expect((await ask('/api/studies', { ...FROM_PAGE, cookie: given! })).statusCode).toBe(200);
  });

  test('that is wrong gives the page, which holds nothing, and no cookie', async () => {
    const answer = await ask('/?token=wrong');
    expect(answer).toMatchObject({ statusCode: 200, body: 'the file index.html' });
    expect(answer.headers).not.toHaveProperty('set-cookie');
  });
});

describe('a session', () => {
  const status = async (headers: Record<string, string>, method: 'GET' | 'POST' = 'GET') =>
    (await ask(method === 'GET' ? '/api/studies' : '/api/uploads', headers, method)).statusCode;

  test('lets the page read and write', async () => {
    expect(await status(cookie(session()))).toBe(200);
    expect(await status(cookie(session()), 'POST')).toBe(201);
    expect(await status({ ...cookie(session()), origin: `http://${HOST}` }, 'POST')).toBe(201);
  });

  test('writes only where the browser says that its own page asks', async () => {
    const { 'sec-fetch-site': _, ...silent } = cookie(session());
    expect(await status(silent)).toBe(200);
    expect(await status(silent, 'POST')).toBe(403);
    for (const site of ['none', 'same-site', 'cross-site', '']) {
      expect([site, await status({ ...silent, 'sec-fetch-site': site }, 'POST')]).toEqual([site, 403]);
    }
    const link = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' };
    expect(await status({ ...silent, ...link }, 'POST')).toBe(403);
    expect(await status({ ...silent, ...link })).toBe(403);
    expect(await status({ ...cookie(session()), origin: 'http://localhost:1' }, 'POST')).toBe(403);
  });

  test('of another port, another key, another time or nobody is none', async () => {
    const longAgo = () => Math.floor(Date.now() / 1000) - SESSION_SECONDS - 1;
    const [until, signature] = session().split('.');
    for (const bad of [
      session('9000'),
      session('8760', Buffer.alloc(32, 8)),
      session('8760', TEST_KEY, longAgo),
      `${Number(until) + 1}.${signature}`,
      `${until}.`,
      TEST_TOKEN,
      '',
    ]) {
      expect([bad, await status(cookie(bad))]).toEqual([bad, 401]);
    }
    expect(await status(cookie(session(), 'ichor-9000'))).toBe(401);
  });

  test('is found beside cookies of its name that others have set', async () => {
    const headers = { ...FROM_PAGE, cookie: `a=b; ichor-8760=junk; ichor-8760=${session()}; ichor-8760` };
    expect(await status(headers)).toBe(200);
  });

  test('is renewed where it is more than a day old', async () => {
    const now = Math.floor(Date.now() / 1000);
    expect((await ask('/api/studies', cookie(session()))).headers).not.toHaveProperty('set-cookie');
    const aged = session('8760', TEST_KEY, () => now - 2 * 24 * 3600);
    const { headers } = await ask('/api/studies', cookie(aged));
    expect(headers['set-cookie']).toMatch(/^ichor-8760=\d+\./);
  });
});
