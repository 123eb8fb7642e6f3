import { isDatabaseAway } from '../database/until-back.ts';
import { addFiles, studyUidOf } from '../ingest/add-files.ts';
import { type AcceptedFile, type Judged, judgeFile } from '../ingest/judge-file.ts';
import { isComputed } from '../jobs/computed-slices.ts';
import { lockContents } from '../repositories/instances.ts';
import { unknownContents } from '../repositories/stored-contents.ts';
import { isContentFault } from './content-errors.ts';
import type { SweepContext } from './sweep-store.ts';

/** Files whose headers are held at once, so that most studies are whole before they are read. */
const FILES_AT_ONCE = 4096;
/** As many as an upload records in one transaction. */
const FILES_A_TRANSACTION = 32;

/**
 * Takes contents that the database does not know into it, as if they were sent again: it may be new, or an old copy. What is no
 * picture of a study is set aside, and named in the log.
 */
export async function recoverOrphans(
  context: SweepContext,
  orphans: readonly string[],
  signal?: AbortSignal,
): Promise<void> {
  let recovered = 0;
  let pending: AcceptedFile[] = [];
  const record = async () => {
    for (const ofStudy of Map.groupBy(pending, studyUidOf).values()) {
      for (let i = 0; i < ofStudy.length; i += FILES_A_TRANSACTION) {
        recovered += await recordAgain(context, ofStudy.slice(i, i + FILES_A_TRANSACTION));
      }
    }
    pending = [];
  };
  for (const sha256 of orphans) {
    signal?.throwIfAborted();
    const judged = await judge(context, sha256);
    if (judged === undefined) continue;
    if (isPicture(judged)) pending.push(judged);
    else await setAside(context, sha256, 'code' in judged ? judged.code : 'no-picture');
    if (pending.length >= FILES_AT_ONCE) await record();
  }
  await record();
  if (recovered > 0) {
    context.log.warn({ files: recovered }, 'files that the database did not know were recorded again');
  }
}

/** What an orphan is; undefined where nothing can be said of it now, and it stays where it lies. */
async function judge(
  { store, log }: SweepContext,
  sha256: string,
): Promise<Judged | { readonly code: string } | undefined> {
  try {
    return await judgeFile(sha256.slice(0, 12), await store.inPlace(sha256));
  } catch (error) {
    // What a person deletes just now is missing, and no orphan.
    if (isContentFault(error) && error.code === 'content-missing') return undefined;
    if (isContentFault(error) && error.code === 'content-changed') return error;
    log.error({ err: error, sha256 }, 'a file that the database does not know could not be judged');
    return undefined;
  }
}

/** Slices that an earlier reading computed look like pictures, and would be read as such beside those they were computed from. */
const isPicture = (judged: Judged | { readonly code: string }): judged is AcceptedFile =>
  'incoming' in judged && !judged.slices.some(({ header }) => isComputed(header));

/** Records files of one study; how many of them were still unknown. */
async function recordAgain(
  { db, store, queue, log, quietSeconds }: SweepContext,
  files: readonly AcceptedFile[],
): Promise<number> {
  const contents = files.map(({ incoming }) => incoming.sha256);
  try {
    return await db.transaction().execute(async (tx) => {
      await lockContents(tx, contents);
      // Kept before the transaction that records it ends, a file that is being sent just now looks like an orphan until here.
      const unknown = new Set(await unknownContents(tx, contents));
      const orphans = files.filter(({ incoming }) => unknown.has(incoming.sha256));
      const { kept } = await addFiles(tx, store, orphans, new Map());
      for (const studyId of new Set(kept.values())) {
        await queue.read(tx, { studyId, now: false }, quietSeconds);
      }
      return kept.size;
    });
  } catch (error) {
    if (isDatabaseAway(error)) throw error;
    // The others are recorded all the same, and these are orphans at the next start too.
    log.error(
      { err: error, sha256s: contents },
      'files that the database does not know could not be recorded',
    );
    return 0;
  }
}

async function setAside({ db, store, log }: SweepContext, sha256: string, code: string): Promise<void> {
  try {
    await db.transaction().execute(async (tx) => {
      await lockContents(tx, [sha256]);
      if ((await unknownContents(tx, [sha256])).length === 0) return;
      const path = await store.setAside(sha256);
      if (path !== undefined)
        log.warn({ sha256, path, code }, 'a file that belongs to no study was set aside');
    });
  } catch (error) {
    if (isDatabaseAway(error)) throw error;
    // It lies where it did, and the others are recorded all the same.
    log.error({ err: error, sha256, code }, 'a file that belongs to no study could not be set aside');
  }
}
