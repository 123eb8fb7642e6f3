import type { ByteSource } from './byte-source.ts';
import { type HeaderScan, scanHeader } from './scan-header.ts';

const FIRST_BYTES = 1 << 16;

/** A file up to its pixels. */
export interface HeaderBytes {
  readonly bytes: Uint8Array;
  readonly scan: HeaderScan;
}

/**
 * Reads a DICOM file up to its pixels, however large they are.
 *
 * @throws IchorError as `scanHeader`; what the source throws.
 */
export async function readHeaderBytes(source: ByteSource, subject: string): Promise<HeaderBytes> {
  for (let length = FIRST_BYTES; ; length *= 4) {
    const bytes = await source.read(0, Math.min(length, source.bytes));
    const scan = scanHeader(bytes, subject, length >= source.bytes);
    if (scan !== undefined) return { bytes: bytes.subarray(0, scan.headerBytes), scan };
  }
}
