import { serverInfo } from '@ichor/api';
import type { ServerContext } from '../context.ts';
import type { App } from './typed.ts';

export function serverInfoRoutes(app: App, context: ServerContext): void {
  const { version, bundle, limits, quietSeconds, durabilityWarning } = context;
  app.get('/api/server', { schema: { response: { 200: serverInfo } } }, async () => ({
    version,
    bundle,
    limits,
    quietSeconds,
    durabilityWarning,
  }));
}
