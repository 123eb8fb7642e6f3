import { IchorError, isIchorError } from '@ichor/notices';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import type { Authority } from '../access/authority.ts';
import { asApiError, notFound, statusOf } from '../api-failure.ts';
import { diskFull } from '../database/disk-full.ts';
import { databaseAway, isDatabaseAway } from '../database/until-back.ts';
import type { App } from '../routes/typed.ts';
import { letIn } from './access.ts';
import { refuseForeign } from './only-own-page.ts';
import { SECURITY_HEADERS } from './security-headers.ts';

/** Every failure as the same four fields; what nobody foresaw is logged, without its words, and told as such. */
export function failures(app: App): void {
  app.setErrorHandler(fail);
  app.setNotFoundHandler((_, reply) => reply.code(404).send(asApiError(notFound('this address'))));
}

/** What the router refuses comes to no hook: it is asked here what every request is asked. */
export const routerFailure =
  (authority: Authority) => (thrown: FastifyError, request: FastifyRequest, reply: FastifyReply) => {
    reply.headers(SECURITY_HEADERS);
    try {
      refuseForeign(request.raw, undefined);
      letIn(request.raw, reply, authority);
      fail(thrown, request, reply);
    } catch (refused) {
      fail(refused as Error, request, reply);
    }
  };

function fail(thrown: FastifyError | Error, request: FastifyRequest, reply: FastifyReply) {
  const error = known(thrown);
  if (!isIchorError(error)) {
    request.log.error({ err: error, route: request.routeOptions.url }, 'a request failed');
    return reply.code(500).send(asApiError(error));
  }
  return reply.code(refusedStatus(thrown) ?? statusOf(error)).send(asApiError(error));
}

/** Fastify's own, where it refused the request: 413, 415. */
const refusedStatus = (thrown: FastifyError | Error): number | undefined =>
  'statusCode' in thrown && thrown.statusCode !== undefined && thrown.statusCode < 500
    ? thrown.statusCode
    : undefined;
function known(error: FastifyError | Error): Error {
  if (isIchorError(error)) return error;
  const full = diskFull(error, 'the data folder');
  if (full) return full;
  if (isDatabaseAway(error)) return databaseAway(error);
  if ('statusCode' in error && typeof error.statusCode === 'number' && error.statusCode < 500) {
    return new IchorError({
      code: 'bad-request',
      subject: 'the request',
      problem: `is not as it should be: ${error.message}`,
    });
  }
  return error;
}
