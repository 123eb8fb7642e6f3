import fastifyStatic from '@fastify/static';
import { IchorError } from '@ichor/ct';
import type { App } from '../routes/typed.ts';

/** Vite puts the hash of a file's content into the names of what lies here. */
const HASHED = /[/\\]assets[/\\]/;

/** The built page; its addresses are the page's own, so that any that is no file gives index.html. */
export async function page(app: App, folder: string | null): Promise<void> {
  if (folder === null) {
    app.get('/', async () => {
      throw new IchorError({
        code: 'page-missing',
        subject: 'the page',
        problem: 'was not built',
        remedy: 'Start "ichor serve", which builds it.',
      });
    });
    return;
  }
  await app.register(fastifyStatic, {
    root: folder,
    wildcard: false,
    cacheControl: false,
    setHeaders: (reply, path) => {
      reply.header('cache-control', HASHED.test(path) ? 'public, max-age=31536000, immutable' : 'no-cache');
    },
  });
  app.get('/*', async (request, reply) =>
    request.url.startsWith('/api/') ? reply.callNotFound() : reply.sendFile('index.html'),
  );
}
