import { readFile, stat } from 'node:fs/promises';
import { IchorError } from '@ichor/notices';
import { fileFailure } from './file-failure.ts';
import { isHandedOver } from './is-handed-over.ts';

/**
 * Reads a file that is there to be read whole. A pipe with a name, a socket or a device is refused: to open one may wait
 * for ever.
 *
 * @throws IchorError 'not-a-file'; FileFailure
 */
export async function readWhole(path: string): Promise<Buffer<ArrayBuffer>> {
  try {
    const info = await stat(path);
    const isReady = info.isFile() || info.isDirectory() || (info.isFIFO() && isHandedOver(path));
    if (!isReady) throw notAFile(path);
    return await readFile(path);
  } catch (error) {
    throw fileFailure(error, path);
  }
}

export const notAFile = (subject: string): IchorError =>
  new IchorError({
    code: 'not-a-file',
    subject,
    problem: 'is a pipe, a socket or a device, and no file',
    remedy: 'Give a file.',
  });
