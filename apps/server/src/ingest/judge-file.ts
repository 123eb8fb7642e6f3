import { readFile } from 'node:fs/promises';
import { isIchorError } from '@ichor/ct';
import { type InstanceHeader, isNifti, NotCtError, readHeaders } from '@ichor/dicom';
import type { Incoming } from '../store/store.ts';
import { inTurn } from './in-turn.ts';
import { isDicomDirectory } from './is-dicom-directory.ts';
import { niftiHeaders } from './nifti-headers.ts';
import { pictureKind } from './picture-kind.ts';
import { refusalByTags } from './refusal-by-tags.ts';

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
  readonly tagRefusal: string | null;
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
/** Of all frames: as many bytes of Hounsfield units again. */
const MOST_PIXELS = 2 ** 28;
/** Larger ones are held one at a time, and so is what a volume unpacks to. */
const LARGE_BYTES = 2 ** 25;
const largeInTurn = inTurn();
const volumesInTurn = inTurn();

/** Whether a file holds CT slices that belong somewhere. It stays where it lies. */
export async function judgeFile(name: string, incoming: Incoming): Promise<Judged> {
  if (incoming.bytes > MOST_BYTES) {
    return refused(
      name,
      'too-large',
      `has ${incoming.bytes} bytes, and ${MOST_BYTES} are the most that is read as one file. Send one file a slice.`,
    );
  }
  return incoming.bytes > LARGE_BYTES ? largeInTurn(() => judged(name, incoming)) : judged(name, incoming);
}

async function judged(name: string, incoming: Incoming): Promise<Judged> {
  const bytes = await readFile(incoming.path);
  if (isDicomDirectory(bytes)) return { name, isIndex: true };
  const picture = pictureKind(bytes);
  if (picture !== undefined) {
    return refused(
      name,
      'picture',
      `is a picture (${picture}), and nothing says which grey is which Hounsfield unit. Send the DICOM files that it was made from.`,
    );
  }
  try {
    const headers = (await isNifti(bytes))
      ? await volumesInTurn(() => niftiHeaders(bytes, name, MOST_BYTES))
      : readHeaders(bytes, name);
    const pixels = headers.reduce((sum, { slice }) => sum + slice.rows * slice.columns, 0);
    if (pixels > MOST_PIXELS) {
      return refused(
        name,
        'too-large',
        `holds ${headers.length} frames with ${pixels} pixels, and ${MOST_PIXELS} are the most that is read as one file. Send one file a slice.`,
      );
    }
    return {
      name,
      incoming,
      slices: headers.map((header, i) => ({ frame: i + 1, header, tagRefusal: refusalByTags(header) })),
    };
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
