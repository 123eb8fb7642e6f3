import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeWhole } from '@ichor/files';
import type { PreparedStudy } from './prepare-study.ts';

/** Where a study waits until all are there. */
export const studyFile = (folder: string, index: number): string =>
  join(folder, `${String(index).padStart(6, '0')}.study`);

/**
 * Saves one prepared study: a length (uint32, little endian), everything but pixels in JSON, the planes, the masks. Whole if it
 * is there, also where two processes make the same one.
 */
export async function saveStudy(path: string, { planes, masks, ...rest }: PreparedStudy): Promise<void> {
  const header = Buffer.from(JSON.stringify({ ...rest, maskBytes: masks?.length }));
  const length = Buffer.alloc(4);
  length.writeUInt32LE(header.length);
  await writeWhole(path, [length, header, planes, masks ?? new Uint8Array()]);
}

export async function loadStudy(path: string): Promise<PreparedStudy> {
  const bytes = await readFile(path);
  const at = 4 + bytes.readUInt32LE(0);
  const { maskBytes, ...rest } = JSON.parse(bytes.toString('utf8', 4, at));
  const end = bytes.length - (maskBytes ?? 0);
  return {
    ...rest,
    planes: new Uint8Array(bytes.subarray(at, end)),
    ...(maskBytes === undefined ? {} : { masks: new Uint8Array(bytes.subarray(end)) }),
  };
}
