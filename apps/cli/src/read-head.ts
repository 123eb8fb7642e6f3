import { open } from 'node:fs/promises';
import { type HeaderScan, scanHeader } from '@ichor/dicom';

const FIRST_BYTES = 1 << 16;

/** A file up to its pixels. */
export interface Head {
  readonly bytes: Uint8Array;
  readonly scan: HeaderScan;
}

/**
 * Reads a DICOM file up to its pixels, however large they are.
 *
 * @throws IchorError as `scanHeader`; the operating system's error where the file can't be opened.
 */
export async function readHead(path: string): Promise<Head> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    for (let length = FIRST_BYTES; ; length *= 4) {
      const bytes = new Uint8Array(Math.min(length, size));
      const { bytesRead } = await file.read(bytes, 0, bytes.length, 0);
      const scan = scanHeader(bytes.subarray(0, bytesRead), path, length >= size);
      if (scan !== undefined) return { bytes: bytes.subarray(0, scan.headerBytes), scan };
    }
  } finally {
    await file.close();
  }
}
