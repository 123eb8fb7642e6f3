import { createHmac } from 'node:crypto';
import { sameSecret } from './secret.ts';

const DAY_SECONDS = 24 * 3600;
/** Of a page that nobody opens. */
export const SESSION_SECONDS = 7 * DAY_SECONDS;

/**
 * What a browser holds in its cookie: not the token, but a statement that it knew it, signed with the data folder's key. So an
 * open page lives on when the server is started again, and a printed address doesn't.
 *
 * @param key of {@link sessionKey}
 * @param now seconds since 1970
 */
export function sessions(key: Buffer, now: () => number = () => Math.floor(Date.now() / 1000)) {
  const sign = (port: string, until: string): string =>
    createHmac('sha256', key).update(`session\n${port}\n${until}`).digest('base64url');
  return {
    /** A new one for the server that the browser knows by this port. */
    issue(port: string): string {
      const until = String(now() + SESSION_SECONDS);
      return `${until}.${sign(port, until)}`;
    },
    /** Whether it was issued for this port and is still good; `aging` where it should be issued anew. */
    judge(port: string, session: string): 'good' | 'aging' | 'bad' {
      const [, until, signature] = /^(\d{1,12})\.([A-Za-z0-9_-]{43})$/.exec(session) ?? [];
      if (until === undefined || signature === undefined) return 'bad';
      if (!sameSecret(signature, sign(port, until))) return 'bad';
      const left = Number(until) - now();
      if (left <= 0) return 'bad';
      return left < SESSION_SECONDS - DAY_SECONDS ? 'aging' : 'good';
    },
  };
}

export type Sessions = ReturnType<typeof sessions>;
