import { createHash } from 'node:crypto';
import { readStoredValues, type StoredValues } from '@ichor/dicom';
import { type IntakeFile, type UnreadFile, unreadBecause } from '@ichor/intake';

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
    const { values, ...rest } = await readStoredValues(await file.read(), path);
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

/** One line of text. */
export function pixelsLine(of: PixelsOfFile): string {
  if ('code' in of) return `${of.path}: refused (${of.code}): ${of.reason}`;
  const { path, transferSyntaxName, bitsStored, bitsAllocated, signed, rows, columns, frames } = of;
  const notices = of.notices.map(({ message }) => ` ${message}`).join('');
  return `${path}: ${transferSyntaxName}, ${bitsStored} of ${bitsAllocated} bits ${signed ? 'signed' : 'unsigned'}, ${rows} x ${columns}, ${frames} ${frames === 1 ? 'frame' : 'frames'}, sha256 ${of.sha256}${notices && `.${notices}`}`;
}
