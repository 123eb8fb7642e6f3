import { fileOutcomes, uploadEnded, uploadStarted } from '@ichor/api';
import Type from 'typebox';
import { notFound } from '../api-failure.ts';
import type { ServerContext } from '../context.ts';
import { ingestFile } from '../ingest/ingest-file.ts';
import { startUpload, uploadSummary } from '../repositories/uploads.ts';
import { idParams } from './id-params.ts';
import type { App } from './typed.ts';

const fileQuery = Type.Object({ name: Type.String({ minLength: 1, maxLength: 4096 }) });

export function uploadRoutes(app: App, context: ServerContext): void {
  const { db } = context;

  app.post('/api/uploads', { schema: { response: { 201: uploadStarted } } }, async (_, reply) =>
    reply.code(201).send({ uploadId: await startUpload(db) }),
  );

  app.put(
    '/api/uploads/:id/files',
    { schema: { params: idParams, querystring: fileQuery, response: { 200: fileOutcomes } } },
    async ({ params, query, raw, headers }) => {
      const length = headers['content-length'];
      const bytes = length === undefined ? undefined : Number(length);
      return { files: await ingestFile(context, params.id, { name: query.name, stream: raw, bytes }) };
    },
  );

  app.post(
    '/api/uploads/:id/end',
    { schema: { params: idParams, response: { 200: uploadEnded } } },
    async ({ params }) => {
      const summary = await uploadSummary(db, params.id);
      if (summary === undefined) throw notFound('the upload');
      return summary;
    },
  );
}
