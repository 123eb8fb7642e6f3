import type { ContentFault } from './content-errors.ts';

/** Bytes that are being written, under a temporary name; or a content that is to be judged where it lies. */
export interface Incoming {
  /** Of all bytes, hexadecimal. */
  readonly sha256: string;
  readonly bytes: number;
  /** Where they lie until they are kept, for what must be read to judge them. */
  readonly path: string;
  /** Moves them under their content's name; they are on the disk already. What is there is replaced: see {@link Store.setAside}. */
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
  /**
   * A content, which is what its name says.
   *
   * @throws IchorError `content-missing`, `content-changed`, `content-unreadable`
   */
  read(sha256: string): Promise<Buffer>;
  /** What is wrong with a content; undefined where it is as its name says. */
  faultOf(sha256: string): Promise<ContentFault | undefined>;
  /**
   * A kept content as if it had just come: it stays where it lies, kept or discarded.
   *
   * @throws IchorError as {@link read}
   */
  inPlace(sha256: string): Promise<Incoming>;
  /** Gone for good when it returns, after a power failure too. */
  remove(sha256: string): Promise<void>;
  /**
   * Moves what lies under a content's name out of the way, under a name that nothing has; its path, or undefined where there is
   * nothing.
   */
  setAside(sha256: string): Promise<string | undefined>;
  /** Names of what was kept that begin with a given hexadecimal digit. */
  list(digit: string): Promise<string[]>;
  /** Removes what processes left behind that are no more. */
  removeLeftovers(): Promise<void>;
}

/** What {@link Store.list} is asked for, one after the other, by whoever wants all. */
export const DIGITS: readonly string[] = [...'0123456789abcdef'];
