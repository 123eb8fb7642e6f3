import type { UploadList } from '@ichor/api';
import { IchorError } from '@ichor/notices';
import type { ChosenFile, Dropped } from './chosen-file.ts';
import { asListed } from './file-list.ts';
import type { UploadTransport } from './upload-transport.ts';

type Row = UploadList['files'][number];

/** Compared by content. */
const PROOFS = 3;
/** A file is in memory as a whole while its hash is taken. */
const MOST_BYTES = 2 ** 28;

/**
 * The upload that broke off and lacks files of what was dropped. Two discs often have the same names and sizes: it goes on only
 * where files that have come are the same, byte by byte, as those of their names that were dropped.
 *
 * @param busy uploads that are being sent from here
 */
export async function findResumable(
  transport: UploadTransport,
  dropped: readonly Dropped[],
  busy: ReadonlySet<string>,
): Promise<string | undefined> {
  for (const { id, files, missing } of await transport.open()) {
    if (busy.has(id)) continue;
    const rows = await transport.list(id);
    // Nothing has come, and so nothing would be mistaken for another's.
    const isProof = missing === files ? everyOne : isSame;
    if (wantedOf(rows, dropped).length > 0 && (await isProof(rows, dropped))) return id;
  }
  return undefined;
}

/**
 * Makes sure that what was chosen to go on with an upload is what was begun with.
 *
 * @throws IchorError `other-folder`
 */
export async function checkChosen(
  transport: UploadTransport,
  uploadId: string,
  dropped: readonly Dropped[],
): Promise<void> {
  const rows = await transport.list(uploadId);
  const wanted = wantedOf(rows, dropped);
  const isOther = pairs(rows, dropped).length > 0 && !(await isSame(rows, dropped));
  if (wanted.length > 0 && !isOther) return;
  throw new IchorError({
    code: 'other-folder',
    subject: 'What was chosen',
    problem: isOther
      ? 'is not what this upload was begun with: a file of the same name differs'
      : 'has none of the files that are missing',
  });
}

/** Missing files that were dropped. */
const wantedOf = (rows: readonly Row[], dropped: readonly Dropped[]): ChosenFile[] => {
  const missing = new Map(rows.filter(({ sha256 }) => sha256 === null).map((row) => [row.name, row.bytes]));
  return underTheirNames(rows, dropped).filter((one): one is ChosenFile => {
    if (!('file' in one)) return false;
    const bytes = missing.get(one.name);
    return bytes === null || bytes === one.file.size;
  });
};

/** Files that were dropped and have come already, by name and size; the smallest first. */
function pairs(rows: readonly Row[], dropped: readonly Dropped[]): { file: File; sha256: string }[] {
  const named = underTheirNames(rows, dropped);
  const files = new Map(named.flatMap((one) => ('file' in one ? [[one.name, one.file] as const] : [])));
  return rows
    .flatMap(({ name, bytes, sha256 }) => {
      const file = files.get(name);
      return sha256 !== null && file?.size === bytes ? [{ file, sha256 }] : [];
    })
    .sort((a, b) => a.file.size - b.file.size);
}

function underTheirNames(rows: readonly Row[], dropped: readonly Dropped[]): Dropped[] {
  const rename = asListed(
    rows.map(({ name }) => name),
    dropped.map(({ name }) => name),
  );
  return dropped.map((one) => ({ ...one, name: rename(one.name) }));
}

const everyOne = async (rows: readonly Row[], dropped: readonly Dropped[]): Promise<boolean> =>
  wantedOf(rows, dropped).length === rows.length;

async function isSame(rows: readonly Row[], dropped: readonly Dropped[]): Promise<boolean> {
  const proofs = pairs(rows, dropped).slice(0, PROOFS);
  if (proofs.length === 0) return false;
  for (const { file, sha256 } of proofs) {
    if (file.size > MOST_BYTES || (await hashOf(file)) !== sha256) return false;
  }
  return true;
}

/** undefined where the file can no longer be read: then it proves nothing, and is named when it is to be sent. */
async function hashOf(file: File): Promise<string | undefined> {
  const bytes = await file.arrayBuffer().catch((error: unknown) => {
    if (error instanceof DOMException) return undefined;
    throw error;
  });
  if (bytes === undefined) return undefined;
  const hash = await crypto.subtle.digest('SHA-256', bytes);
  return Array.from(new Uint8Array(hash), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
