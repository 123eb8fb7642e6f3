import type { UploadLimits } from '@ichor/api';
import { isFileError, openZip, ZIP_ENTRY_DAMAGED, type ZipBudget, type ZipEntry } from '@ichor/intake';
import { isIchorError } from '@ichor/notices';
import type { Incoming, Store } from '../store/store.ts';
import { counting } from './counting.ts';
import { isZipFile } from './is-zip-file.ts';
import { type RefusedFile, refused } from './judge-file.ts';

/** An entry, unpacked under a temporary name; whoever gets it keeps or discards it. */
export interface UnpackedFile {
  readonly name: string;
  readonly incoming: Incoming;
}

/**
 * Unpacks a zip, one entry after the other, zips within it too. What it declares is checked before a byte is unpacked, and
 * what comes is held against what it declared.
 *
 * @param onUnpacked told of bytes as they come, zips within and what turns out to be damaged too
 */
export async function* readZip(
  store: Store,
  name: string,
  { path }: Pick<Incoming, 'path'>,
  limits: UploadLimits,
  budget: ZipBudget,
  onUnpacked: (bytes: number) => void = () => {},
  depth = 1,
): AsyncGenerator<UnpackedFile | RefusedFile> {
  const zip = await openZip({ at: { path }, depth }, limits, budget);
  if ('code' in zip) {
    yield refused(name, zip.code, zip.reason);
    return;
  }
  try {
    for (const entry of zip.entries)
      yield* readEntry(store, `${name}/${entry.name}`, entry, limits, budget, onUnpacked, depth);
  } finally {
    zip.close();
  }
}

async function* readEntry(
  store: Store,
  name: string,
  entry: ZipEntry,
  limits: UploadLimits,
  budget: ZipBudget,
  onUnpacked: (bytes: number) => void,
  depth: number,
): AsyncGenerator<UnpackedFile | RefusedFile> {
  if (entry.problem !== undefined) {
    yield refused(name, entry.problem.code, entry.problem.reason);
    return;
  }
  let incoming: Incoming;
  try {
    incoming = await store.receive(counting(await entry.stream(), onUnpacked), entry.bytes);
  } catch (error) {
    if (isFileError(error) || (isIchorError(error) && error.code === 'disk-full')) throw error;
    yield refused(name, ZIP_ENTRY_DAMAGED.code, ZIP_ENTRY_DAMAGED.reason);
    return;
  }
  let isZip: boolean;
  try {
    isZip = await isZipFile(incoming.path);
  } catch (error) {
    await incoming.discard();
    throw error;
  }
  if (!isZip) {
    yield { name, incoming };
    return;
  }
  try {
    yield* readZip(store, name, incoming, limits, budget, onUnpacked, depth + 1);
  } finally {
    await incoming.discard();
  }
}
