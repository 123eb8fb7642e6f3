import { simulationRequest, simulationStarted } from '@ichor/api';
import type { ServerContext } from '../context.ts';
import { findOrAddSimulation } from '../repositories/simulations.ts';
import type { App } from './typed.ts';

export function simulationRoutes(app: App, { db, queue }: ServerContext): void {
  app.post(
    '/api/simulations',
    { schema: { body: simulationRequest, response: { 202: simulationStarted } } },
    async ({ body }, reply) => {
      const studyId = await db.transaction().execute(async (tx) => {
        const { id, isNew } = await findOrAddSimulation(tx, body);
        if (isNew) await queue.simulate(tx, { studyId: id });
        return id;
      });
      return reply.code(202).send({ studyId });
    },
  );
}
