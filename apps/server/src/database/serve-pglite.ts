import { createServer, type Server, type Socket } from 'node:net';
import type { PGlite } from '@electric-sql/pglite';
import { FrontendMessages } from './frontend-messages.ts';
import { ReadyWatch } from './ready-watch.ts';

export type ListenAt = { readonly path: string } | { readonly host: string; readonly port: number };

/** A PGlite that speaks PostgreSQL's protocol on a socket. */
export interface PgliteServer {
  /** Where it listens: a port where one was asked for. */
  readonly port: number | undefined;
  stop(): Promise<void>;
}

/**
 * Serves a PGlite to many clients, which share its one session. From the first message of a client until the session is ready
 * again and outside a transaction, the session is that client's alone: between its Parse and its Bind another's Parse would
 * replace the unnamed statement. (pglite-socket 0.2.17 holds it within transactions only, and mixes clients up.)
 */
export async function servePglite(db: PGlite, at: ListenAt): Promise<PgliteServer> {
  const session = new SharedSession(db);
  const clients = new Set<Socket>();
  const server = createServer((socket) => {
    clients.add(socket);
    socket.once('close', () => clients.delete(socket));
    session.join(socket);
  });
  await listen(server, at);
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : undefined,
    async stop() {
      const closed = new Promise((resolve) => server.close(resolve));
      for (const socket of clients) socket.destroy();
      await closed;
      await session.rest();
    },
  };
}

async function listen(server: Server, at: ListenAt): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ ...at }, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

interface Client {
  readonly socket: Socket;
  /** Whole messages that it sent and that were not run yet. */
  readonly inbox: Uint8Array[];
}

/** The one session, and whose it is. */
class SharedSession {
  readonly #db: PGlite;
  /** Those with messages, the longest waiting first. */
  readonly #waiting: Client[] = [];
  #owner: Client | undefined;
  #pumping: Promise<void> | undefined;

  constructor(db: PGlite) {
    this.#db = db;
  }

  join(socket: Socket): void {
    const client: Client = { socket, inbox: [] };
    const messages = new FrontendMessages();
    socket.setNoDelay(true);
    socket.on('data', (bytes) => {
      for (const message of messages.take(bytes)) {
        if (message === 'refuse-encryption') socket.write('N');
        else if (message === 'end') socket.end();
        else client.inbox.push(message);
      }
      if (client.inbox.length > 0 && client !== this.#owner && !this.#waiting.includes(client)) {
        this.#waiting.push(client);
      }
      this.#pump();
    });
    // What a client's end means is told by 'close', which follows.
    socket.on('error', () => {});
    socket.once('close', () => {
      client.inbox.length = 0;
      const at = this.#waiting.indexOf(client);
      if (at >= 0) this.#waiting.splice(at, 1);
      this.#pump();
    });
  }

  /** Resolves when nothing is being run any more. */
  async rest(): Promise<void> {
    await this.#pumping;
  }

  #pump(): void {
    this.#pumping ??= this.#run().finally(() => {
      this.#pumping = undefined;
    });
  }

  async #run(): Promise<void> {
    for (;;) {
      this.#owner ??= this.#waiting.shift();
      const owner = this.#owner;
      if (owner === undefined) return;
      if (owner.socket.destroyed) {
        // In the middle of something: as when a client of PostgreSQL is lost, nothing of it stays.
        await this.#db.exec('rollback');
        this.#owner = undefined;
        continue;
      }
      const message = owner.inbox.shift();
      if (message === undefined) return;
      if (await this.#answer(owner, message)) this.#owner = undefined;
      if (this.#owner === undefined && owner.inbox.length > 0) this.#waiting.push(owner);
    }
  }

  /** Runs one message; true where the session is free afterwards. */
  async #answer({ socket }: Client, message: Uint8Array): Promise<boolean> {
    const ready = new ReadyWatch();
    try {
      await this.#db.runExclusive(() =>
        this.#db.execProtocolRawStream(message, {
          onRawData: (bytes) => {
            ready.watch(bytes);
            if (socket.writable) socket.write(Buffer.from(bytes));
          },
        }),
      );
    } catch (error) {
      // PGlite answers errors of SQL by messages; this is one of its own. The client must not wait for an answer for ever.
      socket.destroy(error instanceof Error ? error : undefined);
      return false;
    }
    return ready.isIdle;
  }
}
