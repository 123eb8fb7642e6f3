import type { FileOutcome } from '@ichor/api';
import type { InstanceHeader } from '@ichor/dicom';
import type { ServerContext } from '../context.ts';
import type { Tx } from '../database/open-database.ts';
import { addInstances, lockContents, studiesOfContents } from '../repositories/instances.ts';
import { findOrMakeSeries } from '../repositories/series.ts';
import { growStudy } from '../repositories/studies.ts';
import { addRefused, countOutcomes, linkStudy, type NamedOutcome } from '../repositories/uploads.ts';
import type { AcceptedFile, FoundSlice, Judged } from './judge-file.ts';

/**
 * Records files in one transaction, with the jobs to read what grew: when it returns, they are on the disk and in the
 * database, or it has thrown and none of them is.
 */
export async function recordFiles(
  { db, queue, quietSeconds }: Pick<ServerContext, 'db' | 'queue' | 'quietSeconds'>,
  uploadId: string,
  files: readonly Judged[],
): Promise<FileOutcome[]> {
  if (files.length === 0) return [];
  const accepted = files.filter(isAccepted);
  try {
    return await db.transaction().execute(async (tx) => {
      await lockContents(
        tx,
        accepted.map(({ incoming }) => incoming.sha256),
      );
      const { known, added } = await addNew(tx, accepted);
      const outcomes = files.map((file) => outcomeOf(file, added));
      const grown = new Set(added.values());
      for (const studyId of new Set([...grown, ...known])) await linkStudy(tx, uploadId, studyId);
      await addRefused(
        tx,
        uploadId,
        outcomes.filter(({ outcome }) => outcome.outcome === 'refused'),
      );
      const plain = outcomes.map(({ outcome }) => outcome);
      await countOutcomes(tx, uploadId, plain);
      for (const studyId of grown) await queue.read(tx, { studyId, now: false }, quietSeconds);
      return plain;
    });
  } finally {
    await Promise.all(accepted.map(({ incoming }) => incoming.discard()));
  }
}

/** Adds what is not here yet, to the disk too; gives each new file's study, and the studies of what was here. */
async function addNew(
  tx: Tx,
  files: readonly AcceptedFile[],
): Promise<{ known: readonly string[]; added: ReadonlyMap<AcceptedFile, string> }> {
  const known = await studiesOfContents(
    tx,
    files.map(({ incoming }) => incoming.sha256),
  );
  // The same file twice in one zip is known the second time.
  const unknown = files.filter(({ incoming }) => !known.has(incoming.sha256));
  const fresh = [...new Map(unknown.map((file) => [file.incoming.sha256, file])).values()];
  const added = new Map<AcceptedFile, string>();
  const uidOf = ({ slices }: AcceptedFile) => firstHeader(slices).instance.studyInstanceUid;
  // In one order everywhere: two transactions that grow the same studies must not wait for each other.
  for (const [, ofStudy] of [...Map.groupBy(fresh, uidOf)].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const headers = ofStudy.map(({ slices }) => firstHeader(slices));
    const studyId = await growStudy(tx, headers);
    const series = new Map<string, string>();
    for (const header of headers) {
      const uid = header.instance.seriesInstanceUid;
      if (!series.has(uid)) series.set(uid, await findOrMakeSeries(tx, studyId, header));
    }
    await addInstances(
      tx,
      ofStudy.flatMap(({ slices, incoming: { sha256, bytes } }) =>
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
    for (const file of ofStudy) added.set(file, studyId);
  }
  await Promise.all(fresh.map(({ incoming }) => incoming.keep()));
  return { known: [...known.values()], added };
}

function outcomeOf(file: Judged, added: ReadonlyMap<AcceptedFile, string>): NamedOutcome {
  const { name } = file;
  if ('isIndex' in file) return { outcome: { name, outcome: 'index' }, studyInstanceUid: null };
  if (!isAccepted(file)) {
    const { code, reason, studyInstanceUid } = file;
    return { outcome: { name, outcome: 'refused', code, reason }, studyInstanceUid };
  }
  if (!added.has(file)) return { outcome: { name, outcome: 'known' }, studyInstanceUid: null };
  const { damage, instance } = firstHeader(file.slices);
  // What the tags refuse is told of its series, whatever else may be wrong with it.
  if (damage === undefined || file.slices.every(({ tagRefusal }) => tagRefusal !== null))
    return { outcome: { name, outcome: 'stored' }, studyInstanceUid: null };
  // It is kept, so that its series counts as incomplete; whoever sent it must hear of it all the same.
  const reason = `${damage.problem}. ${damage.remedy}`;
  return {
    outcome: { name, outcome: 'refused', code: damage.code, reason },
    studyInstanceUid: instance.studyInstanceUid,
  };
}

const isAccepted = (file: Judged): file is AcceptedFile => 'incoming' in file;

/** What a file says of study and series, it says of all its slices. */
const firstHeader = ([first]: readonly FoundSlice[]): InstanceHeader => {
  if (first === undefined) throw new RangeError('recordFiles: a file without slices');
  return first.header;
};
