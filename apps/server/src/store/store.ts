/** Bytes that are being written, under a temporary name. */
export interface Incoming {
  /** Of all bytes, hexadecimal. */
  readonly sha256: string;
  readonly bytes: number;
  /** Where they lie until they are kept, for what must be read to judge them. */
  readonly path: string;
  /** Moves them under their content's name; they are on the disk already. Replaces what is there, which is the same. */
  keep(): Promise<void>;
  /** Removes them; does nothing where they were kept. */
  discard(): Promise<void>;
}

/** Files by their content. What was kept is whole: it was flushed before it got its name. */
export interface Store {
  /**
   * Takes in a stream, flushed to the disk under a temporary name.
   *
   * @param mostBytes one more is an error
   * @throws IchorError `too-large`, `disk-full`
   */
  receive(stream: AsyncIterable<Uint8Array>, mostBytes: number): Promise<Incoming>;
  /** @throws IchorError `content-missing` */
  read(sha256: string): Promise<Buffer>;
  remove(sha256: string): Promise<void>;
  /** Everything that was kept. */
  list(): AsyncIterable<string>;
  /** Removes what processes left behind that are no more. */
  removeLeftovers(): Promise<void>;
}
