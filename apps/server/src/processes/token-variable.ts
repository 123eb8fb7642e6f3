import { isToken } from '../access/secret.ts';

/** By it `ichor serve` hands its token to the server that it starts: a command line could be seen by everybody. */
export const TOKEN_VARIABLE = 'ICHOR_SERVE_TOKEN';

/** The token of the process that started this one; no process that this one starts gets it. */
export function takeToken(): string | undefined {
  const token = process.env[TOKEN_VARIABLE];
  delete process.env[TOKEN_VARIABLE];
  return isToken(token) ? token : undefined;
}
