import { createServer, type Server, type Socket } from 'node:net';
import type { PGlite } from '@electric-sql/pglite';
import { FrontendMessages } from './frontend-messages.ts';
import { PasswordGate, REFUSAL } from './password-gate.ts';
import { ReadyWatch } from './ready-watch.ts';

export type ListenAt = { readonly path: string } | { readonly host: string; readonly port: number };

export interface ServeOptions {
  /** Who does not know it is refused; by default everybody is let in who reaches the socket. */
  readonly password?: string | undefined;
  readonly checkpointMs?: number;
}

/** PostgreSQL's own checkpoint_timeout. */
const CHECKPOINT_MS = 5 * 60_000;
/** Whoever connects has so long to say the password. */
const GATE_MS = 10_000;

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
 *
 * From time to time, between two transactions, a checkpoint is made: PostgreSQL's single-user mode, which PGlite is, makes none
 * before it is stopped, and the write-ahead log would grow until then (90 segments of 16 MB were seen).
 */
export async function servePglite(
  db: PGlite,
  at: ListenAt,
  { password, checkpointMs = CHECKPOINT_MS }: ServeOptions = {},
): Promise<PgliteServer> {
  const session = new SharedSession(db);
  const checkpoints = setInterval(() => session.checkpoint(), checkpointMs);
  const clients = new Set<Socket>();
  const server = createServer((socket) => {
    clients.add(socket);
    socket.once('close', () => clients.delete(socket));
    session.join(socket, password);
  });
  try {
    await listen(server, at);
  } catch (error) {
    clearInterval(checkpoints);
    throw error;
  }
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : undefined,
    async stop() {
      clearInterval(checkpoints);
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
  /** Something was run since the last checkpoint. */
  #isCheckpointUseful = false;
  #isCheckpointDue = false;

  constructor(db: PGlite) {
    this.#db = db;
  }

  join(socket: Socket, password: string | undefined): void {
    const client: Client = { socket, inbox: [] };
    const messages = new FrontendMessages();
    let gate = password === undefined ? undefined : new PasswordGate(password);
    const patience = gate && setTimeout(() => gate && socket.destroy(), GATE_MS);
    socket.setNoDelay(true);
    socket.on('data', (bytes) => {
      for (const message of messages.take(bytes)) {
        if (message === 'malformed') socket.destroy();
        else if (message === 'refuse-encryption') socket.write('N');
        else if (message === 'end') socket.end();
        else if (gate === undefined) client.inbox.push(message);
        else {
          const answer = gate.take(message);
          if (answer === 'refused') {
            socket.end(REFUSAL);
            // Nothing that it sends after that is looked at.
            socket.removeAllListeners('data').resume();
            return;
          }
          if ('reply' in answer) socket.write(answer.reply);
          else {
            client.inbox.push(answer.admitted);
            gate = undefined;
          }
        }
      }
      if (gate && messages.isTooMuchForStranger) socket.destroy();
      if (client.inbox.length > 0 && client !== this.#owner && !this.#waiting.includes(client)) {
        this.#waiting.push(client);
      }
      this.#pump();
    });
    // What a client's end means is told by 'close', which follows.
    socket.on('error', () => {});
    socket.once('close', () => {
      clearTimeout(patience);
      client.inbox.length = 0;
      const at = this.#waiting.indexOf(client);
      if (at >= 0) this.#waiting.splice(at, 1);
      this.#pump();
    });
  }

  /** Makes a checkpoint as soon as the session is nobody's, where there is something new. */
  checkpoint(): void {
    this.#isCheckpointDue = this.#isCheckpointUseful;
    this.#pump();
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
      if (this.#owner === undefined && this.#isCheckpointDue) await this.#makeCheckpoint();
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

  async #makeCheckpoint(): Promise<void> {
    this.#isCheckpointDue = false;
    this.#isCheckpointUseful = false;
    try {
      await this.#db.exec('checkpoint');
    } catch (error) {
      // As on a full disk: nothing is lost, and the next may succeed.
      console.error(
        `ichor: the database made no checkpoint: ${error instanceof Error ? error.message : error}`,
      );
    }
  }

  /** Runs one message; true where the session is free afterwards. */
  async #answer({ socket }: Client, message: Uint8Array): Promise<boolean> {
    const ready = new ReadyWatch();
    this.#isCheckpointUseful = true;
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
