import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import fastify, { LogController } from 'fastify';
import { startChangeFeed } from './change-feed.ts';
import { guardConnections } from './connections/guard-connections.ts';
import { PATIENCE } from './connections/patience.ts';
import type { ServerContext } from './context.ts';
import { requireAuthority } from './plugins/access.ts';
import { failures, routerFailure } from './plugins/failures.ts';
import { onlyOwnPage } from './plugins/only-own-page.ts';
import { page } from './plugins/page.ts';
import { securityHeaders } from './plugins/security-headers.ts';
import { eventRoutes } from './routes/events.ts';
import { instanceRoutes } from './routes/instances.ts';
import { probeRoutes } from './routes/probes.ts';
import { seriesRoutes } from './routes/series.ts';
import { serverInfoRoutes } from './routes/server-info.ts';
import { simulationRoutes } from './routes/simulations.ts';
import { studyRoutes } from './routes/studies.ts';
import type { App } from './routes/typed.ts';
import { uploadRoutes } from './routes/uploads.ts';

/** The HTTP interface of packages/api, and the page. Reads nothing itself: that is the worker's. */
export async function buildApp(context: ServerContext, patience = PATIENCE): Promise<App> {
  const connections = guardConnections(patience.bodyMs);
  const app: App = fastify({
    loggerInstance: context.log,
    // Addresses hold file names, and those may hold a patient's: what is logged, plugins/failures.ts logs.
    logController: new LogController({ disableRequestLogging: true }),
    // Streams of any length; ingest/ counts them.
    bodyLimit: 1 << 20,
    requestTimeout: 0,
    forceCloseConnections: true,
    // It would be answered without headers; so its connection is closed like the others.
    return503OnClosing: false,
    http: {
      headersTimeout: patience.headersMs,
      connectionsCheckingInterval: patience.headersMs / 6,
      // One without Host is refused as one with a wrong one is, and not by Node.
      requireHostHeader: false,
    },
    frameworkErrors: routerFailure(context.authority),
    clientErrorHandler: connections.clientError,
  }).withTypeProvider<TypeBoxTypeProvider>();
  // The schemas are the answers' types; shaping each answer by them once more would cost more than it gives.
  app.setSerializerCompiler(() => JSON.stringify);
  app.addContentTypeParser('application/octet-stream', (_request, _payload, done) => done(null));

  // First the headers: what is refused has them too.
  securityHeaders(app);
  onlyOwnPage(app);
  requireAuthority(app, context.authority);
  failures(app);

  const feed = startChangeFeed(context.db, context.log);
  app.addHook('preClose', () => feed.stop());

  connections.watch(app.server);

  probeRoutes(app, context);
  serverInfoRoutes(app, context);
  studyRoutes(app, context);
  seriesRoutes(app, context);
  instanceRoutes(app, context);
  uploadRoutes(app, context);
  simulationRoutes(app, context);
  eventRoutes(app, feed);
  await page(app, context.pageFolder);
  return app;
}
