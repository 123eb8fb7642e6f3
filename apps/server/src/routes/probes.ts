import { sql } from 'kysely';
import type { ServerContext } from '../context.ts';
import type { App } from './typed.ts';

/** However many ask: everybody may, and the embedded database serves one at a time. */
const LOOK_EVERY_MS = 1_000;

/** For those who watch the process, without authority: whether it is up (/healthz) and has its database (/readyz); no more. */
export function probeRoutes(app: App, { db }: ServerContext): void {
  const options = { config: { access: 'probe' } } as const;
  const hasDatabase = seldom(LOOK_EVERY_MS, async () => {
    try {
      await sql`select 1`.execute(db);
      return true;
    } catch {
      // Which of many ways it is away doesn't matter here; requests that need it log that.
      return false;
    }
  });

  app.get('/healthz', options, async (_, reply) => reply.type('text/plain').send('up\n'));

  app.get('/readyz', options, async (_, reply) =>
    (await hasDatabase())
      ? reply.type('text/plain').send('up\n')
      : reply.code(503).type('text/plain').send('not up\n'),
  );
}

/** An answer that is good for a while, for all who ask meanwhile. */
function seldom<T>(everyMs: number, ask: () => Promise<T>): () => Promise<T> {
  let last: { readonly at: number; readonly answer: Promise<T> } | undefined;
  return () => {
    const now = performance.now();
    if (last === undefined || now - last.at > everyMs) last = { at: now, answer: ask() };
    return last.answer;
  };
}
