import { IchorError, isIchorError } from '@ichor/notices';
import { refuseHuge } from './disk-file.ts';
import { isFileError } from './file-error.ts';
import type { IntakeFile } from './intake-file.ts';
import { ZIP_ENTRY_DAMAGED, type ZipEntry } from './open-zip.ts';
import { TemporaryFile } from './temporary-file.ts';

/** A file in an open zip. It is unpacked each time it is read; only a part of it other than its beginning is cut from a copy on the disk. */
export class ZipMember implements IntakeFile {
  readonly name: string;
  readonly bytes: number;
  readonly #entry: ZipEntry;
  #copy: Promise<TemporaryFile> | undefined;

  constructor(name: string, entry: ZipEntry) {
    this.name = name;
    this.bytes = entry.bytes;
    this.#entry = entry;
  }

  async read(offset = 0, length = this.bytes - offset): Promise<Uint8Array<ArrayBuffer>> {
    refuseHuge(this.name, length);
    const size = Math.max(0, Math.min(length, this.bytes - offset));
    try {
      if (offset === 0) return await firstBytes(await this.#entry.stream(), size, size === this.bytes);
      this.#copy ??= TemporaryFile.of(await this.#entry.stream(), this.name, this.bytes);
      return await (await this.#copy).read(offset, size);
    } catch (error) {
      if (isFileError(error) || isIchorError(error)) throw error;
      throw new IchorError({
        code: ZIP_ENTRY_DAMAGED.code,
        subject: this.name,
        problem: "can't be unpacked: the zip is damaged here",
        remedy: 'Make it anew.',
        cause: error,
      });
    }
  }

  /** Removes the copy, if there is one. */
  async close(): Promise<void> {
    const copy = await this.#copy?.catch(() => undefined);
    await copy?.close();
  }
}

/** The first bytes of a stream; where they are to be all, it is heard to its end, where its checksum is compared. */
async function firstBytes(
  stream: AsyncIterable<Uint8Array>,
  size: number,
  all: boolean,
): Promise<Uint8Array<ArrayBuffer>> {
  const out = new Uint8Array(size);
  let filled = 0;
  for await (const chunk of stream) {
    const part = chunk.subarray(0, size - filled);
    out.set(part, filled);
    filled += part.length;
    if (filled === size && !all) break;
  }
  if (filled !== size) throw new RangeError('ZipMember: a stream ended before its size');
  return out;
}
