import { open } from 'node:fs/promises';
import { IchorError } from '@ichor/notices';
import type { IntakeFile } from './intake-file.ts';

/** Of one buffer: no CT image has more, and Node's own reading of whole files ends there. */
export const MOST_FILE_BYTES = 2 ** 31 - 1;

/** A file on the disk, as large as it was when it was found. */
export class DiskFile implements IntakeFile {
  readonly name: string;
  readonly bytes: number;

  constructor(path: string, bytes: number) {
    this.name = path;
    this.bytes = bytes;
  }

  async read(offset = 0, length = this.bytes - offset): Promise<Uint8Array<ArrayBuffer>> {
    refuseHuge(this.name, length);
    const file = await open(this.name);
    try {
      const out = new Uint8Array(Math.max(0, Math.min(length, this.bytes - offset)));
      let filled = 0;
      while (filled < out.length) {
        const { bytesRead } = await file.read(out, filled, out.length - filled, offset + filled);
        if (bytesRead === 0) break;
        filled += bytesRead;
      }
      return out.subarray(0, filled);
    } finally {
      await file.close();
    }
  }
}

/** @throws IchorError 'file-too-large' */
export function refuseHuge(subject: string, bytes: number): void {
  if (bytes <= MOST_FILE_BYTES) return;
  throw new IchorError({
    code: 'file-too-large',
    subject,
    problem: `has ${bytes} bytes, too many for a CT image`,
  });
}
