/** Media Storage Directory Storage. */
const SOP_CLASS = '1.2.840.10008.1.3.10';
/** Behind preamble and group length, the class is one of the first elements (PS3.10 section 7.1). */
const HEAD_BYTES = 512;

/** Whether a file is a DICOMDIR, whatever it is called. */
export function isDicomDirectory(bytes: Uint8Array): boolean {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, HEAD_BYTES));
  if (head.toString('latin1', 128, 132) !== 'DICM') return false;
  // MediaStorageSOPClassUID (0002,0002), VR UI, its length, its value made even by a NUL.
  return head.includes(Buffer.from(`\x02\x00\x02\x00UI\x14\x00${SOP_CLASS}`, 'latin1'));
}
