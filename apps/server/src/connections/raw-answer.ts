import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { IchorError } from '@ichor/notices';
import { asApiError } from '../api-failure.ts';
import { SECURITY_HEADERS } from '../plugins/security-headers.ts';

/** Answers on a connection whose request no route will ever see, and ends it. */
export function answerRaw(socket: Socket, status: number, error: IchorError): void {
  const body = JSON.stringify(asApiError(error));
  const headers = {
    ...SECURITY_HEADERS,
    'content-type': 'application/json; charset=utf-8',
    'content-length': String(Buffer.byteLength(body)),
    connection: 'close',
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  socket.write(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join('\r\n')}\r\n\r\n${body}`);
  socket.destroySoon();
}
