import type { IncomingMessage } from 'node:http';
import { IchorError } from '@ichor/notices';
import type { App } from '../routes/typed.ts';
import { type Access, isReading } from './access.ts';

/** Names under which a browser on this machine may reach the server. */
const OWN_NAMES: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]']);

/**
 * Refuses what comes by another name (a foreign site's name that was made to point here: DNS rebinding) and what another
 * site's page sends (cross-site requests). Programs send neither Origin nor Sec-Fetch-Site; they have to show the token.
 */
export function onlyOwnPage(app: App): void {
  app.addHook('onRequest', async ({ raw, routeOptions }) => refuseForeign(raw, routeOptions.config.access));
}

/** @throws IchorError `host-refused`, `origin-refused` */
export function refuseForeign({ method = '', headers }: IncomingMessage, access: Access | undefined): void {
  const host = headers.host ?? '';
  if (!OWN_NAMES.has(hostName(host))) {
    throw new IchorError({
      code: 'host-refused',
      subject: 'this address',
      problem: 'is not the one that Ichor serves',
    });
  }
  const { origin, 'sec-fetch-site': site, 'sec-fetch-mode': mode } = headers;
  const foreignOrigin = origin !== undefined && origin !== `http://${host}`;
  // A link on another site may lead to the page: that shows it and changes nothing.
  const isLink = mode === 'navigate' && isReading(method) && access === 'page';
  const foreignSite = site !== undefined && site !== 'same-origin' && site !== 'none' && !isLink;
  if (foreignOrigin || foreignSite) {
    throw new IchorError({
      code: 'origin-refused',
      subject: 'another site',
      problem: 'sent this request',
    });
  }
}

/** A Host header without its port. */
const hostName = (host: string): string => host.replace(/:\d+$/, '').toLowerCase();
