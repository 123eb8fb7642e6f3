import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import { type AddressInfo, createServer } from 'node:net';
import { networkInterfaces } from 'node:os';
import { expect, test } from 'vitest';
import { listenToo } from './listen-too.ts';

const hasIpv6 = Object.values(networkInterfaces())
  .flat()
  .some((of) => of?.address === '::1');

async function openServer() {
  const server = createHttpServer((_, response) => response.end('here')).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { server, port: (server.address() as AddressInfo).port };
}

test.skipIf(!hasIpv6)('a server answers at both addresses of localhost, until it is stopped', async () => {
  const { server, port } = await openServer();
  const leave = await listenToo(server, '::1', port);
  for (const host of ['127.0.0.1', '[::1]']) {
    expect(await (await fetch(`http://${host}:${port}`)).text()).toBe('here');
  }
  leave();
  server.close();
  server.closeAllConnections();
  await expect(fetch(`http://[::1]:${port}`)).rejects.toThrow();
});

test.skipIf(!hasIpv6)('where somebody waits at the other address already, it says so', async () => {
  const { server, port } = await openServer();
  const other = createServer().listen(port, '::1');
  await once(other, 'listening');
  await expect(listenToo(server, '::1', port)).rejects.toMatchObject({ code: 'EADDRINUSE' });
  other.close();
  server.close();
});

test('where there is no such address, nothing is missing', async () => {
  const { server, port } = await openServer();
  // Of TEST-NET-1, which no machine has.
  (await listenToo(server, '192.0.2.1', port))();
  server.close();
});
