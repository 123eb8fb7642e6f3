import { randomUUID } from 'node:crypto';
import { closeSync, open, read, write } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { fileFailure } from '@ichor/files';
import { IchorError } from '@ichor/notices';

// Not a FileHandle, which would be closed when it is forgotten, although a zip reads on.
const [openFile, readAt, writeTo] = [promisify(open), promisify(read), promisify(write)];

/**
 * Bytes that must lie on the disk to be read out of order. The file loses its name at once where the system allows it, so that
 * nothing of a patient is left behind, however the process ends.
 */
export class TemporaryFile {
  readonly fd: number;
  readonly bytes: number;
  readonly #leftover: string | undefined;

  private constructor(fd: number, bytes: number, leftover: string | undefined) {
    this.fd = fd;
    this.bytes = bytes;
    this.#leftover = leftover;
  }

  /** @throws IchorError 'too-large' where there are more than `mostBytes`; what the stream throws; the system's error */
  static async of(
    stream: AsyncIterable<Uint8Array>,
    subject: string,
    mostBytes: number,
  ): Promise<TemporaryFile> {
    const path = join(tmpdir(), `ichor-${randomUUID()}`);
    const fd = await told(openFile(path, 'wx+', 0o600));
    // Before a byte of a patient is in it. Windows doesn't remove what is open; there it is done at the end.
    const removed = await rm(path).then(
      () => true,
      () => false,
    );
    try {
      return new TemporaryFile(fd, await copy(fd, stream, subject, mostBytes), removed ? undefined : path);
    } catch (error) {
      closeSync(fd);
      await rm(path, { force: true });
      throw error;
    }
  }

  async read(offset: number, length: number): Promise<Uint8Array<ArrayBuffer>> {
    const out = new Uint8Array(Math.max(0, Math.min(length, this.bytes - offset)));
    for (let filled = 0; filled < out.length; ) {
      const { bytesRead } = await readAt(this.fd, out, filled, out.length - filled, offset + filled);
      if (bytesRead === 0) throw new RangeError('TemporaryFile: it is shorter than what was written');
      filled += bytesRead;
    }
    return out;
  }

  async close(): Promise<void> {
    closeSync(this.fd);
    await this.removeLeftover();
  }

  /** For whoever handed the open file on, and with it the closing. */
  async removeLeftover(): Promise<void> {
    if (this.#leftover !== undefined) await rm(this.#leftover, { force: true });
  }
}

async function copy(
  fd: number,
  stream: AsyncIterable<Uint8Array>,
  subject: string,
  mostBytes: number,
): Promise<number> {
  let bytes = 0;
  for await (const chunk of stream) {
    if (bytes + chunk.length > mostBytes) throw tooLarge(subject, mostBytes);
    for (let done = 0; done < chunk.length; ) {
      const { bytesWritten } = await told(writeTo(fd, chunk, done, chunk.length - done, bytes + done));
      done += bytesWritten;
    }
    bytes += chunk.length;
  }
  return bytes;
}

/** The disk to blame is that of temporary files, not the one that is read. */
const told = <T>(work: Promise<T>): Promise<T> =>
  work.catch((error: unknown) => {
    throw fileFailure(error, `${tmpdir()} (the folder of temporary files; TMPDIR names another)`);
  });

const tooLarge = (subject: string, mostBytes: number): IchorError =>
  new IchorError({
    code: 'too-large',
    subject,
    problem: `has more than the ${mostBytes} bytes that are taken`,
    remedy: 'Give it in parts.',
  });
