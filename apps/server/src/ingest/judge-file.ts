import type { InstanceHeader } from '@ichor/dicom';
import { isIchorError } from '@ichor/notices';
import type { Incoming } from '../store/store.ts';
import { Thread } from '../threads/thread.ts';
import type { Verdict } from './judge-bytes.ts';
import type { JudgeQuestion } from './judge-thread.ts';

/** What a file turned out to be, before anything of it is recorded. */
export type Judged = AcceptedFile | RefusedFile | IndexFile;

export interface AcceptedFile {
  readonly name: string;
  readonly incoming: Incoming;
  /** One of a file that is a slice; else those of its frames or planes. At least one. */
  readonly slices: readonly FoundSlice[];
}

/** A slice that a file holds. */
export interface FoundSlice {
  /** Its number in the file, from 1. */
  readonly frame: number;
  readonly header: InstanceHeader;
}

export interface RefusedFile {
  readonly name: string;
  readonly code: string;
  /** A sentence, and what can be done. */
  readonly reason: string;
  readonly studyInstanceUid: string | null;
}

/** A DICOMDIR: it lists the files beside it, and nothing is lost without it. */
export interface IndexFile {
  readonly name: string;
  readonly isIndex: true;
}

/** A file is held in memory while its headers are read, and decoded as a whole by the worker: 1,000 frames of 512 x 512. */
const MOST_BYTES = 2 ** 29;

/** One for all, so that no more than one file is held at a time, and what it unpacks to. */
const thread = new Thread<JudgeQuestion, Verdict>(new URL('./judge-thread.ts', import.meta.url));

/** Whether a file holds CT slices that belong somewhere. It stays where it lies. */
export async function judgeFile(name: string, incoming: Incoming): Promise<Judged> {
  if (incoming.bytes > MOST_BYTES) {
    return refused(
      name,
      'too-large',
      `has ${incoming.bytes} bytes, and ${MOST_BYTES} are the most that is read as one file. Send one file a slice.`,
    );
  }
  try {
    const verdict = await thread.ask({ path: incoming.path, name, mostBytes: MOST_BYTES });
    if (verdict.kind === 'index') return { name, isIndex: true };
    if (verdict.kind === 'slices')
      return { name, incoming, slices: verdict.headers.map((header, i) => ({ frame: i + 1, header })) };
    return { ...refused(name, verdict.code, verdict.reason), studyInstanceUid: verdict.studyInstanceUid };
  } catch (error) {
    // Of the file itself, which ended the thread; anything else that can be said of it is a verdict.
    if (isIchorError(error)) return refused(name, error.code, `${error.problem}. ${error.remedy}`);
    throw error;
  }
}

export const refused = (name: string, code: string, reason: string): RefusedFile => ({
  name,
  code,
  reason,
  studyInstanceUid: null,
});
