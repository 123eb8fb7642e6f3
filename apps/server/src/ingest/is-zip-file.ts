import { open } from 'node:fs/promises';

/** By its first bytes (a local file header, or the end of an empty zip); names say nothing. */
export async function isZip(path: string): Promise<boolean> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(4), 0, 4, 0);
    const magic = buffer.readUInt32BE(0);
    return bytesRead === 4 && (magic === 0x504b0304 || magic === 0x504b0506);
  } finally {
    await file.close();
  }
}
