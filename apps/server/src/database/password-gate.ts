import { createHash, timingSafeEqual } from 'node:crypto';

/**
 * Lets a client in who knows the password, as PostgreSQL's "password" method does: its first message waits until the password has
 * come. In clear text, which on loopback nobody reads who could not read this process's memory as well.
 */
export class PasswordGate {
  readonly #digest: Buffer;
  #startup: Uint8Array | undefined;

  constructor(password: string) {
    this.#digest = digest(password);
  }

  /** @returns what to answer; or whether the client is in, and then its first message, which can be run now */
  take(message: Uint8Array): { readonly reply: Buffer } | { readonly admitted: Uint8Array } | 'refused' {
    if (this.#startup === undefined) {
      this.#startup = message;
      return { reply: ASK };
    }
    const isPassword = message[0] === PASSWORD;
    // Type, length, the password, a zero.
    const given = digest(Buffer.from(message.subarray(5, -1)));
    return isPassword && timingSafeEqual(given, this.#digest) ? { admitted: this.#startup } : 'refused';
  }
}

/** PostgreSQL, "Message Formats": PasswordMessage, AuthenticationCleartextPassword, ErrorResponse. */
const PASSWORD = 'p'.charCodeAt(0);
const ASK = Buffer.from([...Buffer.from('R'), 0, 0, 0, 8, 0, 0, 0, 3]);

/** With SQLSTATE 28P01, invalid_password. */
export const REFUSAL: Buffer = errorResponse({
  S: 'FATAL',
  V: 'FATAL',
  C: '28P01',
  M: 'password authentication failed',
});

function errorResponse(fields: Readonly<Record<string, string>>): Buffer {
  const body = Buffer.from(
    `${Object.entries(fields)
      .map(([type, value]) => `${type}${value}\0`)
      .join('')}\0`,
  );
  const head = Buffer.alloc(5);
  head.write('E');
  head.writeInt32BE(4 + body.length, 1);
  return Buffer.concat([head, body]);
}

/** Of equal length whatever is given. */
const digest = (text: string | Buffer): Buffer => createHash('sha256').update(text).digest();
