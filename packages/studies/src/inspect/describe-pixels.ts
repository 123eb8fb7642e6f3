import { createHash } from 'node:crypto';
import { readStoredValues, type StoredValues } from '@ichor/dicom';
import { type IntakeFile, seriesLimit, type UnreadFile, unreadBecause } from '@ichor/intake';

/** How the pixels of a file are written and what they are, or why they can't be read. */
export type PixelsOfFile = ReadPixels | UnreadFile;

interface ReadPixels extends Omit<StoredValues, 'values'> {
  readonly path: string;
  /** Of the stored values of all frames, 16-bit little endian, sign extended. */
  readonly sha256: string;
}

export async function describePixels(file: IntakeFile): Promise<PixelsOfFile> {
  const { name: path } = file;
  try {
    const { values, ...rest } = await readStoredValues(await file.read(), path, {
      mostBytes: seriesLimit(),
    });
    return { path, ...rest, sha256: sha256(values) };
  } catch (error) {
    return unreadBecause(path, error);
  }
}

function sha256(values: Int16Array | Uint16Array): string {
  const bytes = Buffer.from(values.buffer, values.byteOffset, values.byteLength);
  const isLittle = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;
  return createHash('sha256')
    .update(isLittle ? bytes : Buffer.from(bytes).swap16())
    .digest('hex');
}
