import type { FileOutcome } from '@ichor/api';
import type { ServerContext } from '../context.ts';
import { lockContents } from '../repositories/instances.ts';
import { type ArrivedFile, noteArrived, tellStudies } from '../repositories/upload-files.ts';
import { addRefused, countOutcomes, linkStudy, type NamedOutcome } from '../repositories/uploads.ts';
import { type AddedFiles, addFiles, findFaults, firstHeader } from './add-files.ts';
import type { AcceptedFile, Judged } from './judge-file.ts';

/**
 * Records files in one transaction, with the jobs to read what grew: when it returns, they are on the disk and in the
 * database, or it has thrown and none of them is. What is known is compared with what is in the store.
 *
 * @param arrived the file of the upload that they are, or the last of them are: it is no longer missing
 */
export async function recordFiles(
  { db, store, queue, quietSeconds }: Pick<ServerContext, 'db' | 'store' | 'queue' | 'quietSeconds'>,
  uploadId: string,
  files: readonly Judged[],
  arrived?: ArrivedFile,
): Promise<FileOutcome[]> {
  if (files.length === 0 && arrived === undefined) return [];
  const accepted = files.filter(isAccepted);
  const contents = accepted.map(({ incoming }) => incoming.sha256);
  try {
    const faults = await findFaults(store, contents);
    const { outcomes, tell } = await db.transaction().execute(async (tx) => {
      await lockContents(tx, contents);
      const { known, kept } = await addFiles(tx, store, accepted, faults);
      const outcomes = files.map((file) => outcomeOf(file, kept));
      const grown = new Set(kept.values());
      for (const studyId of new Set([...grown, ...known])) await linkStudy(tx, uploadId, studyId);
      await addRefused(
        tx,
        uploadId,
        outcomes.filter(({ outcome }) => outcome.outcome === 'refused'),
      );
      const plain = outcomes.map(({ outcome }) => outcome);
      await countOutcomes(tx, uploadId, plain);
      for (const studyId of grown) await queue.read(tx, { studyId, now: false }, quietSeconds);
      return { outcomes: plain, tell: arrived !== undefined && (await noteArrived(tx, uploadId, arrived)) };
    });
    if (tell) await tellStudies(db, uploadId);
    return outcomes;
  } finally {
    await Promise.all(accepted.map(({ incoming }) => incoming.discard()));
  }
}

function outcomeOf(file: Judged, kept: AddedFiles['kept']): NamedOutcome {
  const { name } = file;
  if ('isIndex' in file) return { outcome: { name, outcome: 'index' }, studyInstanceUid: null };
  if (!isAccepted(file)) {
    const { code, reason, studyInstanceUid } = file;
    return { outcome: { name, outcome: 'refused', code, reason }, studyInstanceUid };
  }
  if (!kept.has(file)) return { outcome: { name, outcome: 'known' }, studyInstanceUid: null };
  const { damage, instance } = firstHeader(file.slices);
  if (damage === undefined) return { outcome: { name, outcome: 'stored' }, studyInstanceUid: null };
  // It is kept, so that its series counts as incomplete; whoever sent it must hear of it all the same.
  const reason = `${damage.problem}. ${damage.remedy}`;
  return {
    outcome: { name, outcome: 'refused', code: damage.code, reason },
    studyInstanceUid: instance.studyInstanceUid,
  };
}

const isAccepted = (file: Judged): file is AcceptedFile => 'incoming' in file;
