import { refuseHuge } from './disk-file.ts';
import type { IntakeFile } from './intake-file.ts';
import type { TemporaryFile } from './temporary-file.ts';

/** Bytes that came as a stream, such as from standard input. */
export class StreamFile implements IntakeFile {
  readonly name: string;
  readonly bytes: number;
  readonly #copy: TemporaryFile;

  constructor(name: string, copy: TemporaryFile) {
    this.name = name;
    this.bytes = copy.bytes;
    this.#copy = copy;
  }

  async read(offset = 0, length = this.bytes - offset): Promise<Uint8Array<ArrayBuffer>> {
    refuseHuge(this.name, length);
    return this.#copy.read(offset, length);
  }
}
