import { IchorError, isIchorError } from '@ichor/ct';
import type { FastifyError } from 'fastify';
import { asApiError, notFound, statusOf } from '../api-failure.ts';
import { diskFull } from '../database/disk-full.ts';
import { databaseAway, isDatabaseAway } from '../database/until-back.ts';
import type { App } from '../routes/typed.ts';

/** Every failure as the same four fields; what nobody foresaw is logged, without its words, and told as such. */
export function failures(app: App): void {
  app.setErrorHandler((thrown: FastifyError | Error, request, reply) => {
    const error = known(thrown);
    if (!isIchorError(error)) {
      request.log.error({ err: error, route: request.routeOptions.url }, 'a request failed');
      return reply.code(500).send(asApiError(error));
    }
    return reply.code(statusOf(error)).send(asApiError(error));
  });
  app.setNotFoundHandler((_, reply) => reply.code(404).send(asApiError(notFound('this address'))));
}

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
      remedy: 'Reload the page.',
    });
  }
  return error;
}
