/** Bytes that are read where they are needed, such as a file's. */
export interface ByteSource {
  readonly bytes: number;
  /** All of them, or a part; fewer than asked for only at the end. */
  read(offset?: number, length?: number): Promise<Uint8Array>;
}
