import type { ChangeFeed } from '../change-feed.ts';
import type { App } from './typed.ts';

/** A comment so often keeps proxies and browsers from taking the silence for an end. */
const HEARTBEAT_MS = 15_000;
/** What a page that does not read may have waiting: more, and it is cut off, to begin anew with `hello`. */
const MOST_WAITING_BYTES = 1 << 20;

export function eventRoutes(app: App, feed: ChangeFeed): void {
  app.get('/api/events', async (request, reply) => {
    const { raw } = reply;
    let open = true;
    const write = (text: string) => {
      if (!open) return;
      raw.write(text);
      if (raw.writableLength <= MOST_WAITING_BYTES) return;
      open = false;
      raw.destroy();
    };
    const heartbeat = setInterval(() => write(': still here\n\n'), HEARTBEAT_MS);
    request.raw.once('close', () => {
      open = false;
      clearInterval(heartbeat);
    });
    reply.hijack();
    raw.writeHead(200, {
      ...(reply.getHeaders() as Record<string, string>),
      'content-type': 'text/event-stream',
      'cache-control': 'no-store',
    });
    raw.flushHeaders();
    const leave = await feed.subscribe((event) => write(`data: ${JSON.stringify(event)}\n\n`));
    if (open) request.raw.once('close', leave);
    else leave();
    // Only now: the list that the page loads on it must not be older than the changes that it is told of.
    write(`data: ${JSON.stringify({ kind: 'hello' })}\n\n`);
  });
}
