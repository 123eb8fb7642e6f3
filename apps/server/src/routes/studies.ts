import { studyDetail, worklist } from '@ichor/api';
import { IchorError } from '@ichor/notices';
import Type from 'typebox';
import { notFound } from '../api-failure.ts';
import type { ServerContext } from '../context.ts';
import { byUrgency } from '../repositories/by-urgency.ts';
import { declareStudyWhole } from '../repositories/open-uploads.ts';
import { simulationToMake } from '../repositories/simulations.ts';
import { deleteStudy, listStudies, requestReading } from '../repositories/studies.ts';
import { findStudyDetail } from '../repositories/study-detail.ts';
import { removeContents } from '../store/remove-contents.ts';
import { idParams } from './id-params.ts';
import type { App } from './typed.ts';

export function studyRoutes(app: App, context: ServerContext): void {
  const { db, queue } = context;

  app.get('/api/studies', { schema: { response: { 200: worklist } } }, async () => ({
    studies: (await listStudies(db)).sort(byUrgency),
  }));

  app.get(
    '/api/studies/:id',
    { schema: { params: idParams, response: { 200: studyDetail } } },
    async ({ params }) => {
      const found = await findStudyDetail(db, params.id);
      if (found === undefined) throw notFound('the study');
      return found;
    },
  );

  app.post(
    '/api/studies/:id/read',
    { schema: { params: idParams, response: { 202: Type.Null() } } },
    async ({ params }, reply) => {
      await db.transaction().execute(async (tx) => {
        if (!(await requestReading(tx, params.id))) throw notFound('the study');
        // One that was never made has nothing to be read yet.
        if (await simulationToMake(tx, params.id)) await queue.simulate(tx, { studyId: params.id });
        else await queue.read(tx, { studyId: params.id, now: true });
      });
      return reply.code(202).send(null);
    },
  );

  app.post(
    '/api/studies/:id/whole',
    { schema: { params: idParams, response: { 204: Type.Null() } } },
    async ({ params }, reply) => {
      if (!(await declareStudyWhole(db, params.id))) throw notFound('the study');
      return reply.code(204).send(null);
    },
  );

  app.delete(
    '/api/studies/:id',
    { schema: { params: idParams, response: { 204: Type.Null() } } },
    async ({ params }, reply) => {
      const contents = await db.transaction().execute((tx) => deleteStudy(tx, params.id));
      if (contents === undefined) throw notFound('the study');
      const stuck = await removeContents(context);
      if (contents.some((sha256) => stuck.has(sha256))) throw filesLeft();
      return reply.code(204).send(null);
    },
  );
}

const filesLeft = (): IchorError =>
  new IchorError({
    code: 'files-left',
    subject: 'the study',
    problem: 'is deleted, but files of it could not be removed from the disk',
  });
