import { apiError } from '@ichor/api';
import { IchorError, isIchorError, toldError } from '@ichor/notices';
import type { Static, TSchema } from 'typebox';
import { Check } from 'typebox/value';
import { noteStatus } from './page-key.ts';

/** The server could not be reached at all. */
export const UNREACHABLE = 'server-unreachable';

/**
 * The server, or its database behind it, is away, and both are started again by the one who watches them; or the line stood still
 * for so long that the server hung up.
 */
export const isPassing = (error: unknown): boolean =>
  [UNREACHABLE, 'database-away', 'too-slow'].includes(asIchorError(error).code);

export const unreachable = (cause?: unknown): IchorError =>
  new IchorError({
    code: UNREACHABLE,
    subject: "Ichor's server",
    problem: 'does not answer',
    remedy: 'Start it again with `npm start`; this page goes on by itself when it is back.',
    cause,
  });

/**
 * One request to the server, its answer checked against its schema.
 *
 * @param schema of the answer; none where the answer's body does not matter
 * @throws IchorError as the server words it, `server-unreachable`, or `answer-unexpected`
 */
export async function request<T extends TSchema>(
  schema: T,
  path: string,
  options?: RequestInit,
): Promise<Static<T>>;
export async function request(schema: undefined, path: string, options?: RequestInit): Promise<undefined>;
export async function request(schema: TSchema | undefined, path: string, options: RequestInit = {}) {
  let response: Response;
  let body: string;
  try {
    response = await fetch(path, options);
    body = await response.text();
  } catch (cause) {
    if (options.signal?.aborted) throw cause;
    throw unreachable(cause);
  }
  return readAnswer(schema, path, response.status, body);
}

/** An answer's status and body -> its content; shared with uploads, which don't come through fetch. */
export function readAnswer<T extends TSchema>(
  schema: T | undefined,
  path: string,
  status: number,
  body: string,
): Static<T> | undefined {
  noteStatus(status);
  const json = parsed(body);
  if (status < 200 || status > 299) {
    if (Check(apiError, json)) throw toldError(json);
    // A server that is just being stopped.
    if (status === 503) throw unreachable();
    throw unexpected(path, `was answered with status ${status}`);
  }
  if (!schema) return undefined;
  if (!Check(schema, json)) throw unexpected(path, 'was answered in a form that this page does not know');
  return json as Static<T>;
}

/** undefined for what is not JSON: no schema takes that. */
function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

const unexpected = (path: string, problem: string): IchorError =>
  new IchorError({
    code: 'answer-unexpected',
    subject: path,
    problem,
  });

/** Any thrown value as an error with a subject, a problem and a remedy. */
export const asIchorError = (error: unknown): IchorError =>
  isIchorError(error)
    ? error
    : new IchorError({
        code: 'page-error',
        subject: 'This page',
        problem: error instanceof Error ? error.message : String(error),
        cause: error,
      });
