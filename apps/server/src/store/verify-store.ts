import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileFailure, isSystemError } from '@ichor/files';
import { IchorError } from '@ichor/notices';
import type { DataFolder } from '../database/data-folder.ts';
import type { Db } from '../database/open-database.ts';
import { neededContents, unknownContents } from '../repositories/stored-contents.ts';
import type { ContentFault } from './content-errors.ts';
import { openFileStore, SET_ASIDE } from './file-store.ts';
import { DIGITS, type Store } from './store.ts';

/** Longer than a transaction that records files. */
const MEANWHILE_MS = 500;

/** A content that is not as it should be. */
export interface StoreFinding {
  readonly sha256: string;
  /** `unknown`: whole, and no study has it. */
  readonly fault: ContentFault | 'unknown';
  /** The slices whose file it is, and `mask` where it is the true mask of one; where a database says so. */
  readonly slices: readonly string[];
}

export interface StoreVerification {
  /** Whether a database was asked: without one nobody can say what is missing, or unknown. */
  readonly compared: boolean;
  readonly files: number;
  readonly findings: readonly StoreFinding[];
  /** Paths of what no study needs, or was changed and sent again: kept all the same. */
  readonly setAside: readonly string[];
}

/**
 * Reads every stored file, and says which are not what their names say; which the database lacks or has too many, where there is
 * one. It changes nothing, and may run beside a server.
 *
 * @param db undefined where none runs
 * @throws IchorError `store-missing` where the folder holds no store; FileFailure
 */
export async function verifyStore(
  folder: DataFolder,
  db: Db | undefined,
  onProgress: (files: number) => void = () => {},
): Promise<StoreVerification> {
  await demandStore(folder);
  const store = openFileStore(folder.store);
  const findings: StoreFinding[] = [];
  let files = 0;
  for (const digit of DIGITS) {
    const needed = db ? await neededContents(db, digit) : new Map<string, string[]>();
    const here = new Set(await store.list(digit));
    for (const sha256 of here) {
      const fault = await store.faultOf(sha256);
      files++;
      onProgress(files);
      // Deleted since it was listed.
      if (fault === undefined || fault === 'content-missing') continue;
      findings.push({ sha256, fault, slices: needed.get(sha256) ?? [] });
    }
    if (db === undefined) continue;
    for (const [sha256, slices] of needed) {
      if (!here.has(sha256)) findings.push({ sha256, fault: 'content-missing', slices });
    }
    for (const sha256 of await unknownContents(db, [...here])) {
      if (!findings.some((one) => one.sha256 === sha256)) {
        findings.push({ sha256, fault: 'unknown', slices: [] });
      }
    }
  }
  const still = db ? await stillSo(db, store, findings) : findings;
  return { compared: db !== undefined, files, findings: still, setAside: await setAsideIn(folder) };
}

/** A server that runs beside this records and deletes meanwhile: what it was in the middle of is over after a while. */
async function stillSo(db: Db, store: Store, findings: readonly StoreFinding[]): Promise<StoreFinding[]> {
  if (findings.length === 0) return [];
  await sleep(MEANWHILE_MS);
  const still: StoreFinding[] = [];
  for (const finding of findings) {
    const { sha256, fault } = finding;
    const isUnknown = (await unknownContents(db, [sha256])).length > 0;
    const now = await store.faultOf(sha256);
    const isSo =
      fault === 'unknown'
        ? isUnknown && now === undefined
        : fault === now && !(isUnknown && now === 'content-missing');
    if (isSo) still.push(finding);
  }
  return still;
}

async function demandStore({ root, store }: DataFolder): Promise<void> {
  try {
    await readdir(store);
  } catch (cause) {
    if (!isSystemError(cause) || cause.code !== 'ENOENT') throw fileFailure(cause, store);
    throw new IchorError({
      code: 'store-missing',
      subject: root,
      problem: 'holds no store of pictures',
      cause,
    });
  }
}

async function setAsideIn({ store }: DataFolder): Promise<string[]> {
  const folder = join(store, SET_ASIDE);
  try {
    return (await readdir(folder)).sort().map((name) => join(folder, name));
  } catch (error) {
    if (isSystemError(error) && error.code === 'ENOENT') return [];
    throw error;
  }
}
