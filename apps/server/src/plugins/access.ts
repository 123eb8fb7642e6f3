import type { IncomingMessage } from 'node:http';
import { IchorError } from '@ichor/notices';
import type { FastifyReply } from 'fastify';
import type { Authority } from '../access/authority.ts';
import type { App } from '../routes/typed.ts';

/**
 * What a route is open for. `page`: the page's own files and addresses, which hold nothing of anybody. `probe`: whether the
 * server is up, and no more. Whatever says neither asks for authority, an address that is no route too.
 */
export type Access = 'page' | 'probe';

declare module 'fastify' {
  interface FastifyContextConfig {
    access?: Access;
  }
}

/** Methods that change nothing. */
export const isReading = (method: string): boolean => method === 'GET' || method === 'HEAD';

/** Asks every request for the token or a session, but where its route is open. */
export function requireAuthority(app: App, authority: Authority): void {
  app.addHook('onRequest', async ({ raw, routeOptions }, reply) => {
    const { access } = routeOptions.config;
    if (access === 'probe') return;
    if (access === 'page') {
      const inside = addressInside(raw, authority);
      if (inside === undefined) return;
      return reply.header('set-cookie', authority.sessionCookie(raw.headers)).redirect(inside, 303);
    }
    letIn(raw, reply, authority);
  });
}

/**
 * Lets a request in or refuses it.
 *
 * @throws IchorError `key-needed`, `origin-refused`
 */
export function letIn(
  { method = '', headers }: IncomingMessage,
  reply: FastifyReply,
  authority: Authority,
): void {
  const shown = authority.shownBy(headers);
  if (shown.by === 'token') return;
  if (shown.by === 'nothing') {
    reply.header('www-authenticate', 'Bearer realm="Ichor"');
    throw keyNeeded();
  }
  // A browser sends localhost's cookies from the pages of all its ports; this header, which no page can write, says from which.
  if (!isReading(method) && headers['sec-fetch-site'] !== 'same-origin') {
    throw new IchorError({
      code: 'origin-refused',
      subject: 'this request',
      problem: "doesn't say that it comes from Ichor's own page",
      remedy: 'Use the page in a browser of 2023 or later; scripts send "Authorization: Bearer KEY".',
    });
  }
  if (shown.renew) reply.header('set-cookie', authority.sessionCookie(headers));
}

/** The address without the token, where it has the right one: that goes into no history, and a page sees it never. */
function addressInside({ url = '/' }: IncomingMessage, authority: Authority): string | undefined {
  const at = url.indexOf('?');
  if (at < 0) return undefined;
  const query = new URLSearchParams(url.slice(at + 1));
  const token = query.get('token');
  if (token === null || !authority.isToken(token)) return undefined;
  query.delete('token');
  return query.size > 0 ? `${url.slice(0, at)}?${query}` : url.slice(0, at);
}

const keyNeeded = (): IchorError =>
  new IchorError({
    code: 'key-needed',
    subject: 'This page',
    problem: 'needs its key',
  });
