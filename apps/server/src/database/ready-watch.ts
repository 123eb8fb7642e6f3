const READY_FOR_QUERY = 'Z'.charCodeAt(0);
const IDLE = 'I'.charCodeAt(0);
/** A message's type and length. */
const HEAD_BYTES = 5;

/** Watches what PostgreSQL answers for ReadyForQuery, whose one byte says whether a transaction is open. */
export class ReadyWatch {
  /** Of the message that is passing. */
  #head: number[] = [];
  /** Bytes of it that are still to come. */
  #left = 0;
  #isIdle = false;

  /** Whether the last ReadyForQuery said that no transaction is open. */
  get isIdle(): boolean {
    return this.#isIdle;
  }

  watch(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length; ) {
      if (this.#head.length < HEAD_BYTES) {
        this.#head.push(bytes[at++] as number);
        if (this.#head.length < HEAD_BYTES) continue;
        const [, a = 0, b = 0, c = 0, d = 0] = this.#head;
        this.#left = ((a << 24) | (b << 16) | (c << 8) | d) - 4;
      } else {
        if (this.#head[0] === READY_FOR_QUERY) this.#isIdle = bytes[at] === IDLE;
        const passed = Math.min(this.#left, bytes.length - at);
        this.#left -= passed;
        at += passed;
      }
      if (this.#left === 0) this.#head = [];
    }
  }
}
