/** A file that can be read as often as it is needed, wherever it lies. */
export interface IntakeFile {
  /** A path; of a file in a zip, the zip's path and then the name in it. */
  readonly name: string;
  readonly bytes: number;
  /**
   * The whole of it, or a part: fewer bytes than asked for only at its end. They are the reader's own.
   *
   * @throws IchorError 'zip-damaged', 'file-too-large', 'file-changed'; the operating system's error
   */
  read(offset?: number, length?: number): Promise<Uint8Array<ArrayBuffer>>;
}

/** What was found and isn't read, and why: nothing of it is fatal. */
export interface UnreadFile {
  readonly path: string;
  readonly code: string;
  readonly reason: string;
}
