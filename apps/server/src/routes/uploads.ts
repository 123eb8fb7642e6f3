import { fileList, fileOutcomes, openUploads, uploadEnded, uploadList, uploadStarted } from '@ichor/api';
import Type from 'typebox';
import { notFound } from '../api-failure.ts';
import type { ServerContext } from '../context.ts';
import { ingestFile } from '../ingest/ingest-file.ts';
import { takeList } from '../ingest/take-list.ts';
import { uploadUnknown } from '../ingest/upload-limits.ts';
import { declareUploadWhole, listOpenUploads } from '../repositories/open-uploads.ts';
import { findList, noteEnded } from '../repositories/upload-files.ts';
import { findUpload, startUpload, uploadSummary } from '../repositories/uploads.ts';
import { idParams } from './id-params.ts';
import type { App } from './typed.ts';

const fileQuery = Type.Object({ name: Type.String({ minLength: 1, maxLength: 4096 }) });

export function uploadRoutes(app: App, context: ServerContext): void {
  const { db } = context;

  app.post('/api/uploads', { schema: { response: { 201: uploadStarted } } }, async (_, reply) =>
    reply.code(201).send({ uploadId: await startUpload(db) }),
  );

  app.get('/api/uploads', { schema: { response: { 200: openUploads } } }, async () => ({
    uploads: await listOpenUploads(db),
  }));

  app.post(
    '/api/uploads/:id/list',
    { schema: { params: idParams, body: fileList, response: { 204: Type.Null() } } },
    async ({ params, body }, reply) => {
      await takeList(context, params.id, body.files);
      return reply.code(204).send(null);
    },
  );

  app.get(
    '/api/uploads/:id/list',
    { schema: { params: idParams, response: { 200: uploadList } } },
    async ({ params }) => {
      if ((await findUpload(db, params.id)) === undefined) throw uploadUnknown(params.id);
      return { files: await findList(db, params.id) };
    },
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
      await noteEnded(db, params.id);
      const summary = await uploadSummary(db, params.id);
      if (summary === undefined) throw notFound('the upload');
      return summary;
    },
  );

  app.post(
    '/api/uploads/:id/whole',
    { schema: { params: idParams, response: { 204: Type.Null() } } },
    async ({ params }, reply) => {
      if (!(await declareUploadWhole(db, params.id))) throw notFound('the upload');
      return reply.code(204).send(null);
    },
  );
}
