const KINDS: readonly (readonly [name: string, magic: string])[] = [
  ['PNG', '\x89PNG\r\n\x1a\n'],
  ['JPEG', '\xff\xd8\xff'],
  ['GIF', 'GIF8'],
  ['TIFF', 'II*\0'],
  ['TIFF', 'MM\0*'],
  ['BMP', 'BM'],
];

/** What kind of picture a file is by its first bytes; undefined where it is none. */
export function pictureKind(bytes: Uint8Array): string | undefined {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, 132)).toString('latin1');
  // A DICOM file may have any preamble, a TIFF's header too (PS3.10 section 7.1).
  if (head.startsWith('DICM', 128)) return undefined;
  return KINDS.find(([, magic]) => head.startsWith(magic))?.[0];
}
