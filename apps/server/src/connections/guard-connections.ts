import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { IchorError } from '@ichor/notices';
import { answerRaw } from './raw-answer.ts';
import { watchBody } from './watch-body.ts';

/** Statuses of what Node's parser refuses; of anything else: 400. */
const STATUS: Readonly<Record<string, number>> = {
  ERR_HTTP_REQUEST_TIMEOUT: 408,
  HPE_CHUNK_EXTENSIONS_OVERFLOW: 413,
  HPE_HEADER_OVERFLOW: 431,
};

/** What no route sees: connections on which no whole request comes. */
export function guardConnections(bodyMs: number) {
  /** What each connection was answered last. */
  const answers = new WeakMap<Socket, ServerResponse>();

  const watch = (request: IncomingMessage, response: ServerResponse) => {
    const { socket } = request;
    answers.set(socket, response);
    watchBody(request, bodyMs, () => {
      if (response.headersSent) socket.destroy();
      else answerRaw(socket, 408, tooSlow(bodyMs));
    });
  };

  return {
    /** Instead of Node's own answer, which would lack the security headers. */
    clientError(error: NodeJS.ErrnoException, socket: Socket): void {
      const answer = answers.get(socket);
      const inTheMiddle = answer?.headersSent === true && !answer.writableFinished;
      if (error.code === 'ECONNRESET' || !socket.writable || inTheMiddle) socket.destroy();
      else answerRaw(socket, STATUS[error.code ?? ''] ?? 400, notUnderstood(error));
    },
    watch(server: Server): void {
      server.on('request', watch);
      // "Expect: something" is a header like others; Node would answer it by itself.
      server.on('checkExpectation', (request, response) => server.emit('request', request, response));
    },
  };
}

const tooSlow = (bodyMs: number): IchorError =>
  new IchorError({
    code: 'too-slow',
    subject: 'what was being sent',
    problem: `stood still for ${bodyMs / 1000} s`,
  });

const notUnderstood = (cause: NodeJS.ErrnoException): IchorError =>
  cause.code === 'ERR_HTTP_REQUEST_TIMEOUT'
    ? new IchorError({
        code: 'too-slow',
        subject: 'the request',
        problem: 'did not come in time',
        cause,
      })
    : new IchorError({
        code: 'bad-request',
        subject: 'the request',
        problem: 'is not HTTP as it should be',
        remedy: 'Use Ichor from its own page, or by a program that speaks HTTP/1.1.',
        cause,
      });
