import fastifyStatic from '@fastify/static';
import { IchorError } from '@ichor/notices';
import type { App } from '../routes/typed.ts';

/** Vite puts the hash of a file's content into the names of what lies here. */
const HASHED = /[/\\]assets[/\\]/;

/** The page's own addresses beside '/': each gives index.html to everybody. */
const ADDRESSES = ['/studies/:id'];

/** The built page, open to everybody: it holds nothing of anybody. */
export async function page(app: App, folder: string | null): Promise<void> {
  if (folder === null) {
    app.get('/', { config: { access: 'page' } }, async () => {
      throw new IchorError({
        code: 'page-missing',
        subject: 'the page',
        problem: 'was not built',
      });
    });
    return;
  }
  await app.register((open, _, done) => {
    // Of the routes that are made in here, one for each file that is there, and no other.
    open.addHook('onRoute', (route) => {
      route.config = { access: 'page', ...route.config };
    });
    void open.register(fastifyStatic, {
      root: folder,
      wildcard: false,
      cacheControl: false,
      setHeaders: (reply, path) => {
        reply.header('cache-control', HASHED.test(path) ? 'public, max-age=31536000, immutable' : 'no-cache');
      },
    });
    for (const address of ADDRESSES) open.get(address, async (_, reply) => reply.sendFile('index.html'));
    // What is no address of the page, the page itself says; only to those who may come in, so that nothing is open unlisted.
    open.get('/*', { config: { access: undefined } }, async (request, reply) =>
      request.url.startsWith('/api/') ? reply.callNotFound() : reply.sendFile('index.html'),
    );
    done();
  });
}
