import Type, { type Static } from 'typebox';
import { closed, id, text } from './parts.ts';
import { studyRow } from './worklist.ts';

/** GET /api/events, server-sent: each event's data is one of these. The first after connecting is `hello`. */
export const serverEvent = Type.Union([
  /** Whatever was missed before: load the list anew. */
  closed({ kind: Type.Literal('hello') }),
  /** A study came or changed. */
  closed({ kind: Type.Literal('study'), study: studyRow }),
  closed({ kind: Type.Literal('study-deleted'), studyId: id }),
  /** An upload broke off, goes on, or has all its files: load those that lack files anew. */
  closed({ kind: Type.Literal('uploads') }),
]);
export type ServerEvent = Static<typeof serverEvent>;

/** The body of every answer that is no success. */
export const apiError = closed({ code: text, subject: text, problem: text, remedy: text });
export type ApiError = Static<typeof apiError>;
