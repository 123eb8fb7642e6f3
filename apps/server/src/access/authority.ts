import type { IncomingHttpHeaders } from 'node:http';
import { cookiesNamed, secretCookie } from './cookies.ts';
import { sameSecret } from './secret.ts';
import { SESSION_SECONDS, type Sessions } from './sessions.ts';

/** How a request shows that it may come in: by the token itself, or by the session that a page got for it. */
export type Shown =
  | { readonly by: 'token' }
  | { readonly by: 'session'; readonly renew: boolean }
  | { readonly by: 'nothing' };

/** Who may come in. */
export interface Authority {
  isToken(text: string): boolean;
  shownBy(headers: IncomingHttpHeaders): Shown;
  /** Set-Cookie with a new session, for the address that the browser asked for. */
  sessionCookie(headers: IncomingHttpHeaders): string;
}

/** @param token made at this start; see {@link sessions} for what outlives it */
export function authorityOf(token: string, sessions: Sessions): Authority {
  const isToken = (text: string) => sameSecret(text, token);
  return {
    isToken,
    shownBy({ host, authorization, cookie }) {
      const given = /^Bearer +(\S+) *$/i.exec(authorization ?? '')?.[1];
      if (given !== undefined && isToken(given)) return { by: 'token' };
      const port = portOf(host);
      const judged = cookiesNamed(nameFor(port), cookie).map((session) => sessions.judge(port, session));
      if (judged.includes('good')) return { by: 'session', renew: false };
      return judged.includes('aging') ? { by: 'session', renew: true } : { by: 'nothing' };
    },
    sessionCookie({ host }) {
      const port = portOf(host);
      return secretCookie(nameFor(port), sessions.issue(port), SESSION_SECONDS);
    },
  };
}

/** Cookies of a name go to all its ports: each port has a cookie of its own, so that two servers don't take each other's away. */
const nameFor = (port: string): string => `ichor-${port}`;

/** As the browser knows it, which behind a tunnel isn't the one that is listened at. */
const portOf = (host: string | undefined): string => /:(\d{1,5})$/.exec(host ?? '')?.[1] ?? '80';
