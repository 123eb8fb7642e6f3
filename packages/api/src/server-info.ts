import { studyReportSchema } from '@ichor/report';
import Type, { type Static } from 'typebox';
import { closed, text } from './parts.ts';
import { uploadLimits } from './uploads.ts';

/** GET /api/server */
export const serverInfo = closed({
  version: text,
  bundle: studyReportSchema.properties.bundle,
  limits: uploadLimits,
  /** A study is read when nothing has come for so long. */
  quietSeconds: Type.Number(),
  /** A sentence, where the database may lose in a power failure what it acknowledged. */
  durabilityWarning: Type.Union([text, Type.Null()]),
});
export type ServerInfo = Static<typeof serverInfo>;
