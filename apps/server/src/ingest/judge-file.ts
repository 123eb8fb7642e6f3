import { readFile } from 'node:fs/promises';
import { isIchorError } from '@ichor/ct';
import { type InstanceHeader, NotCtError, readHeader } from '@ichor/dicom';
import type { Incoming } from '../store/store.ts';
import { refusalByTags } from './refusal-by-tags.ts';

/** What a file turned out to be, before anything of it is recorded. */
export type Judged = AcceptedFile | RefusedFile;

export interface AcceptedFile {
  readonly name: string;
  readonly incoming: Incoming;
  readonly header: InstanceHeader;
  readonly tagRefusal: string | null;
}

export interface RefusedFile {
  readonly name: string;
  readonly code: string;
  /** A sentence, and what can be done. */
  readonly reason: string;
  readonly studyInstanceUid: string | null;
}

/** A slice is held in memory while its header is read: more than this is no CT slice. */
const MOST_SLICE_BYTES = 64 * 2 ** 20;

/** Whether a file is a CT slice that belongs somewhere. It stays where it lies. */
export async function judgeFile(name: string, incoming: Incoming): Promise<Judged> {
  if (incoming.bytes > MOST_SLICE_BYTES) {
    return refused(name, 'too-large', `has ${incoming.bytes} bytes, too many for a CT slice. Leave it out.`);
  }
  try {
    const header = readHeader(await readFile(incoming.path), name);
    return { name, incoming, header, tagRefusal: refusalByTags(header) };
  } catch (error) {
    if (!isIchorError(error)) throw error;
    const uid = error instanceof NotCtError ? error.instance?.studyInstanceUid : undefined;
    return {
      ...refused(name, error.code, `${error.problem}. ${error.remedy}`),
      studyInstanceUid: uid ?? null,
    };
  }
}

export const refused = (name: string, code: string, reason: string): RefusedFile => ({
  name,
  code,
  reason,
  studyInstanceUid: null,
});
