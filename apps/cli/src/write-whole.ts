import { mkdir, open, rename } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Writes a file by way of another name, so that nobody ever sees half of it; makes the folders that it needs. */
export async function writeWhole(path: string, content: string | Uint8Array): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const part = `${path}.part`;
  const file = await open(part, 'w');
  try {
    await file.writeFile(content);
    // Without this a power cut could leave the new name with nothing in it.
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(part, path);
}
