import { type Entry, validateFileName } from 'yauzl';
import type { Refusal } from './refusal.ts';

/**
 * Why the name of a zip's entry is refused; undefined where it is sound. Nothing is ever written under it, but whoever made
 * such a name meant no good.
 */
export function zipEntryProblem(name: string): Refusal | undefined {
  const outside =
    validateFileName(name) !== null ||
    name.startsWith('\\') ||
    /^[A-Za-z]:/.test(name) ||
    name.split(/[/\\]/).includes('..') ||
    name.includes('\0');
  if (!outside) return undefined;
  return {
    code: 'zip-path-outside',
    reason: 'names a path outside its folder. Make the zip anew from the folder itself.',
  };
}

/** Methods that are not read, by the names that programs give them (APPNOTE 4.4.5). */
const METHODS: Readonly<Record<number, string>> = {
  1: 'Shrink',
  6: 'Implode',
  9: 'Deflate64, as Windows packs large files',
  12: 'bzip2',
  14: 'LZMA',
  20: 'Zstandard',
  93: 'Zstandard',
  95: 'xz',
  96: 'JPEG',
  98: 'PPMd',
};

/** Why an entry can't be unpacked, as far as the zip's directory says. */
export function entryProblem(entry: Entry, fileBytes: number): Refusal | undefined {
  if (entry.uncompressedSize > fileBytes) {
    return {
      code: 'too-large',
      reason: `has more than the ${fileBytes} bytes that are taken. Leave it out.`,
    };
  }
  if (entry.isEncrypted()) return ENCRYPTED;
  if (!entry.canDecodeFileData()) {
    const method = METHODS[entry.compressionMethod] ?? `method ${entry.compressionMethod}`;
    return {
      code: 'zip-method',
      reason: `is packed in a way that is not read (${method}). Unpack it, or make the zip with Deflate.`,
    };
  }
  return undefined;
}

export const ENCRYPTED: Refusal = {
  code: 'zip-encrypted',
  reason: 'is encrypted. Make the zip without a password.',
};
