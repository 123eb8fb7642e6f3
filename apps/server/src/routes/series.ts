import { seriesStack } from '@ichor/api';
import Type from 'typebox';
import { notFound } from '../api-failure.ts';
import type { ServerContext } from '../context.ts';
import { instancesOfSeries } from '../repositories/instances.ts';
import { reportOfSeries, requestSeriesReading } from '../repositories/series.ts';
import { requestReadingToo } from '../repositories/studies.ts';
import { stackOf } from '../stack-of.ts';
import { idParams } from './id-params.ts';
import type { App } from './typed.ts';

export function seriesRoutes(app: App, { db, queue }: ServerContext): void {
  app.get(
    '/api/series/:id/stack',
    { schema: { params: idParams, response: { 200: seriesStack } } },
    async ({ params }) => {
      const instances = await instancesOfSeries(db, params.id);
      const [first] = instances;
      if (first === undefined) throw notFound('the series');
      const report = await reportOfSeries(db, params.id);
      return stackOf(params.id, first.studyId, instances, report?.slices);
    },
  );

  app.post(
    '/api/series/:id/read',
    { schema: { params: idParams, response: { 202: Type.Null() } } },
    async ({ params }, reply) => {
      await db.transaction().execute(async (tx) => {
        const studyId = await requestSeriesReading(tx, params.id);
        if (studyId === undefined) throw notFound('the series');
        await requestReadingToo(tx, studyId);
        await queue.read(tx, { studyId, now: true });
      });
      return reply.code(202).send(null);
    },
  );
}
