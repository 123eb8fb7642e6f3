import { IchorError } from '@ichor/ct';
import type { App } from '../routes/typed.ts';

/** Names under which a browser on this machine may reach the server. */
const OWN_NAMES: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]']);

/**
 * Refuses what comes by another name (a foreign site's name that was made to point here: DNS rebinding) and what another
 * site's page sends (cross-site requests). Programs that send neither Origin nor Sec-Fetch-Site are on this machine already.
 */
export function onlyOwnPage(app: App): void {
  app.addHook('onRequest', async ({ headers }) => {
    const host = headers.host ?? '';
    if (!OWN_NAMES.has(hostName(host))) {
      throw new IchorError({
        code: 'host-refused',
        subject: 'this address',
        problem: 'is not the one that Ichor serves',
        remedy: 'Open http://localhost and the port that it printed.',
      });
    }
    const { origin, 'sec-fetch-site': site, 'sec-fetch-mode': mode } = headers;
    const foreignOrigin = origin !== undefined && origin !== `http://${host}`;
    // A link on another site may lead here: that is a navigation, which shows the page and changes nothing.
    const foreignSite =
      site !== undefined && site !== 'same-origin' && site !== 'none' && mode !== 'navigate';
    if (foreignOrigin || foreignSite) {
      throw new IchorError({
        code: 'origin-refused',
        subject: 'another site',
        problem: 'sent this request',
        remedy: 'Use Ichor from its own page.',
      });
    }
  });
}

/** A Host header without its port. */
const hostName = (host: string): string => host.replace(/:\d+$/, '').toLowerCase();
