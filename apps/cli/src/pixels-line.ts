import type { PixelsOfFile } from '@ichor/studies';

/** One line of text. */
export function pixelsLine(of: PixelsOfFile): string {
  if ('code' in of) return `${of.path}: refused (${of.code}): ${of.reason}`;
  const { path, transferSyntaxName, bitsStored, bitsAllocated, signed, rows, columns, frames } = of;
  const notices = of.notices.map(({ message }) => ` ${message}`).join('');
  return `${path}: ${transferSyntaxName}, ${bitsStored} of ${bitsAllocated} bits ${signed ? 'signed' : 'unsigned'}, ${rows} x ${columns}, ${frames} ${frames === 1 ? 'frame' : 'frames'}, sha256 ${of.sha256}${notices && `.${notices}`}`;
}
