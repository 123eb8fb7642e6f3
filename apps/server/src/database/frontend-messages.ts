/** Codes in place of a protocol version (PostgreSQL, "Message Formats": SSLRequest, GSSENCRequest, CancelRequest). */
const SSL_REQUEST = 80877103;
const GSS_REQUEST = 80877104;
const CANCEL_REQUEST = 80877102;
const TERMINATE = 'X'.charCodeAt(0);

/** Of a first message, and of a password, by PostgreSQL's own server. */
const LONGEST_OF_STRANGERS = 10_000;

/** A message to be run; or that the client wants encryption; or that it goes; or that it speaks something else. */
export type FrontendMessage = Uint8Array | 'refuse-encryption' | 'end' | 'malformed';

/** Cuts what a client of PostgreSQL sends into its messages. */
export class FrontendMessages {
  #rest: Buffer = Buffer.alloc(0);
  #started = false;

  /** Whether more has come than somebody may send who was not let in yet. */
  get isTooMuchForStranger(): boolean {
    return this.#rest.length > LONGEST_OF_STRANGERS;
  }

  /** The messages that are whole with these bytes; nothing of them can be told after one that is malformed. */
  take(bytes: Buffer): FrontendMessage[] {
    this.#rest = this.#rest.length === 0 ? bytes : Buffer.concat([this.#rest, bytes]);
    const messages: FrontendMessage[] = [];
    for (;;) {
      const message = this.#started ? this.#typed() : this.#first();
      if (message === undefined) return messages;
      messages.push(message);
      if (message === 'malformed') return messages;
    }
  }

  /** Before a session begins messages have a length and a code, and no type. */
  #first(): FrontendMessage | undefined {
    if (this.#rest.length < 8) return undefined;
    const length = this.#rest.readInt32BE(0);
    if (length < 8) return 'malformed';
    if (this.#rest.length < length) return undefined;
    const code = this.#rest.readInt32BE(4);
    const message = this.#cut(length);
    if (code === SSL_REQUEST || code === GSS_REQUEST) return 'refuse-encryption';
    if (code === CANCEL_REQUEST) return 'end';
    this.#started = true;
    return message;
  }

  #typed(): FrontendMessage | undefined {
    if (this.#rest.length < 5) return undefined;
    const length = 1 + this.#rest.readInt32BE(1);
    if (length < 5) return 'malformed';
    if (this.#rest.length < length) return undefined;
    const message = this.#cut(length);
    // The session is not this client's to end.
    return message[0] === TERMINATE ? 'end' : message;
  }

  #cut(length: number): Uint8Array {
    const message = new Uint8Array(this.#rest.subarray(0, length));
    this.#rest = this.#rest.subarray(length);
    return message;
  }
}
