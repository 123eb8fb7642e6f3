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
});
export type ServerInfo = Static<typeof serverInfo>;
