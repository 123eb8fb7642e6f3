import { once } from 'node:events';
import type { Server } from 'node:http';
import { createServer } from 'node:net';

/** What the system says where it has no such address: a machine without IPv6. */
const NOT_HERE: readonly unknown[] = ['EADDRNOTAVAIL', 'EAFNOSUPPORT'];

/**
 * Has a server listen at a second address. "localhost" stands for two, 127.0.0.1 and ::1, and browsers take whichever answers: at
 * the one that is left free another user of the machine could wait for those who look for this server, and for their keys.
 *
 * @returns what ends that; the server's connections are its own
 * @throws the system's error, as EADDRINUSE where somebody waits there already
 */
export async function listenToo(server: Server, host: string, port: number): Promise<() => void> {
  const second = createServer((socket) => server.emit('connection', socket));
  second.listen({ host, port });
  try {
    await once(second, 'listening');
  } catch (error) {
    if (error instanceof Error && 'code' in error && NOT_HERE.includes(error.code)) return () => {};
    throw error;
  }
  return () => second.close();
}
