import type { FileOutcome } from '@ichor/api';
import type { ServerContext } from '../context.ts';
import type { Tx } from '../database/open-database.ts';
import { addInstance, lockContents, studyOfContent } from '../repositories/instances.ts';
import { findOrMakeSeries } from '../repositories/series.ts';
import { growStudy } from '../repositories/studies.ts';
import { addRefused, countOutcomes, linkStudy, type NamedOutcome } from '../repositories/uploads.ts';
import type { AcceptedFile, Judged } from './judge-file.ts';

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
  const accepted = files.filter((file) => 'incoming' in file);
  try {
    return await db.transaction().execute(async (tx) => {
      await lockContents(
        tx,
        accepted.map(({ incoming }) => incoming.sha256),
      );
      const outcomes: NamedOutcome[] = [];
      const grown = new Set<string>();
      for (const file of files) outcomes.push(await recordOne(tx, uploadId, file, grown));
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
    for (const { incoming } of accepted) await incoming.discard();
  }
}

async function recordOne(tx: Tx, uploadId: string, file: Judged, grown: Set<string>): Promise<NamedOutcome> {
  const { name } = file;
  if (!('incoming' in file)) {
    const { code, reason, studyInstanceUid } = file;
    return { outcome: { name, outcome: 'refused', code, reason }, studyInstanceUid };
  }
  const known = await studyOfContent(tx, file.incoming.sha256);
  if (known !== undefined) {
    await linkStudy(tx, uploadId, known);
    return { outcome: { name, outcome: 'known' }, studyInstanceUid: null };
  }
  const studyId = await addFile(tx, file);
  grown.add(studyId);
  await linkStudy(tx, uploadId, studyId);
  const { damage, instance } = file.header;
  // A damaged slice is kept, so that its series counts as incomplete; whoever sent it must hear of it all the same.
  return damage === undefined
    ? { outcome: { name, outcome: 'stored' }, studyInstanceUid: null }
    : {
        outcome: {
          name,
          outcome: 'refused',
          code: damage.code,
          reason: `${damage.problem}. ${damage.remedy}`,
        },
        studyInstanceUid: instance.studyInstanceUid,
      };
}

async function addFile(tx: Tx, { incoming, header, tagRefusal }: AcceptedFile): Promise<string> {
  const studyId = await growStudy(tx, header);
  const seriesId = await findOrMakeSeries(tx, studyId, header);
  await addInstance(tx, studyId, seriesId, {
    header,
    sha256: incoming.sha256,
    bytes: incoming.bytes,
    tagRefusal,
  });
  await incoming.keep();
  return studyId;
}
