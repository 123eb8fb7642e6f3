import type { InstanceHeader } from '@ichor/dicom';
import type { Tx } from '../database/open-database.ts';
import { addInstances, knownContents, setDamage } from '../repositories/instances.ts';
import { findOrMakeSeries } from '../repositories/series.ts';
import { growStudy } from '../repositories/studies.ts';
import { type ContentFault, isContentFaultCode } from '../store/content-errors.ts';
import type { Store } from '../store/store.ts';
import type { AcceptedFile, FoundSlice } from './judge-file.ts';

export interface AddedFiles {
  /** Files that were not here, or no longer as they were sent, with the studies that they are now part of. */
  readonly kept: ReadonlyMap<AcceptedFile, string>;
  /** Studies of the others. */
  readonly known: readonly string[];
}

/** What the store does not have as it should, and why. */
export type Faults = ReadonlyMap<string, ContentFault>;

/** Which contents the store does not have as their names say. All of them are read for it: not within a transaction. */
export async function findFaults(store: Store, sha256s: Iterable<string>): Promise<Faults> {
  const faults = new Map<string, ContentFault>();
  for (const sha256 of new Set(sha256s)) {
    const fault = await store.faultOf(sha256);
    if (fault !== undefined) faults.set(sha256, fault);
  }
  return faults;
}

/**
 * Adds files to the studies that they name, and to the disk: what is not here yet, and what is no longer here as it was sent.
 * Their contents are locked.
 *
 * @param before what was found before the transaction; what is known and at fault is looked at again
 */
export async function addFiles(
  tx: Tx,
  store: Store,
  files: readonly AcceptedFile[],
  before: Faults,
): Promise<AddedFiles> {
  const known = await knownContents(
    tx,
    files.map(({ incoming }) => incoming.sha256),
  );
  // What another has recorded since is as it should be.
  const faults = await findFaults(store, before.keys());
  // What a reading missed is read again, also where somebody has put it back meanwhile.
  const isNeeded = ({ incoming: { sha256 } }: AcceptedFile): boolean =>
    !known.has(sha256) || faults.has(sha256) || isContentFaultCode(known.get(sha256)?.damageCode);
  // The same file twice in one zip is known the second time.
  const needed = [...new Map(files.filter(isNeeded).map((file) => [file.incoming.sha256, file])).values()];
  const kept = new Map<AcceptedFile, string>();
  // In one order everywhere: two transactions that grow the same studies must not wait for each other.
  for (const [, ofStudy] of [...Map.groupBy(needed, studyUidOf)].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const studyId = await growStudy(
      tx,
      ofStudy.map(({ slices }) => firstHeader(slices)),
    );
    const [again, fresh] = [true, false].map((isKnown) =>
      ofStudy.filter(({ incoming }) => known.has(incoming.sha256) === isKnown),
    ) as [AcceptedFile[], AcceptedFile[]];
    await addFresh(tx, studyId, fresh);
    for (const { incoming, slices } of again) {
      await setDamage(tx, incoming.sha256, firstHeader(slices).damage);
    }
    for (const file of ofStudy) kept.set(file, studyId);
  }
  await Promise.all(
    needed.map(async ({ incoming }) => {
      const fault = faults.get(incoming.sha256);
      // What lies there instead may be another picture.
      if (fault !== undefined && fault !== 'content-missing') await store.setAside(incoming.sha256);
      await incoming.keep();
    }),
  );
  return { kept, known: [...known.values()].map(({ studyId }) => studyId) };
}

async function addFresh(tx: Tx, studyId: string, files: readonly AcceptedFile[]): Promise<void> {
  const series = new Map<string, string>();
  for (const { slices } of files) {
    const header = firstHeader(slices);
    const uid = header.instance.seriesInstanceUid;
    if (!series.has(uid)) series.set(uid, await findOrMakeSeries(tx, studyId, header));
  }
  await addInstances(
    tx,
    files.flatMap(({ slices, incoming: { sha256, bytes } }) =>
      slices.map((slice) => ({
        ...slice,
        studyId,
        // Each was just made.
        seriesId: series.get(slice.header.instance.seriesInstanceUid) as string,
        sha256,
        bytes,
      })),
    ),
  );
}

export const studyUidOf = ({ slices }: AcceptedFile): string => firstHeader(slices).instance.studyInstanceUid;

/** What a file says of study and series, it says of all its slices. */
export const firstHeader = ([first]: readonly FoundSlice[]): InstanceHeader => {
  if (first === undefined) throw new RangeError('addFiles: a file without slices');
  return first.header;
};
