import type { ServerContext } from '../context.ts';
import type { Tx } from '../database/open-database.ts';
import { lockContents } from '../repositories/instances.ts';
import {
  markFound,
  markMissing,
  type RecordedContent,
  recordedContents,
  unknownContents,
} from '../repositories/stored-contents.ts';
import { requestReading } from '../repositories/studies.ts';
import { forgetRefused } from '../repositories/uploads.ts';
import { isContentFaultCode } from './content-errors.ts';
import { recoverOrphans } from './recover-orphans.ts';
import { removeContents } from './remove-contents.ts';
import { DIGITS } from './store.ts';

export type SweepContext = Pick<ServerContext, 'db' | 'store' | 'queue' | 'log' | 'quietSeconds'>;

/** Contents marked in one transaction, each with a lock of its own. */
const CONTENTS_A_TRANSACTION = 64;

/**
 * Brings store and database together after whatever happened to either of them: removals that a killed process left are finished,
 * files that the database does not know are recorded again, and studies whose files are not there any longer, or are there again,
 * are read anew. Nothing is removed because it is unknown: the database may be new, or restored from an old copy.
 */
export async function sweepStore(context: SweepContext, signal?: AbortSignal): Promise<void> {
  const { db, store } = context;
  await forgetRefused(db);
  await store.removeLeftovers();
  await removeContents(context);
  const orphans: string[] = [];
  for (const digit of DIGITS) {
    signal?.throwIfAborted();
    const recorded = await recordedContents(db, digit);
    const here = new Set(await store.list(digit));
    const isFound = ({ sha256, damageCode }: RecordedContent) =>
      isContentFaultCode(damageCode) && here.has(sha256);
    const isMissing = ({ sha256, damageCode }: RecordedContent) => damageCode === null && !here.has(sha256);
    await readAgain(context, recorded.filter(isMissing), 'content-missing', markMissing);
    await readAgain(context, recorded.filter(isFound), undefined, markFound);
    if (here.size > 0) orphans.push(...(await unknownContents(db, [...here])));
  }
  await recoverOrphans(context, orphans, signal);
}

/** Has the studies of some contents read again, if these are still as they were seen. */
async function readAgain(
  { db, store, queue, quietSeconds }: SweepContext,
  contents: readonly RecordedContent[],
  fault: 'content-missing' | undefined,
  mark: (tx: Tx, sha256s: readonly string[]) => Promise<string[]>,
): Promise<void> {
  for (let i = 0; i < contents.length; i += CONTENTS_A_TRANSACTION) {
    const some = contents.slice(i, i + CONTENTS_A_TRANSACTION).map(({ sha256 }) => sha256);
    await db.transaction().execute(async (tx) => {
      await lockContents(tx, some);
      const faults = await Promise.all(some.map((sha256) => store.faultOf(sha256)));
      const still = some.filter((_, k) => faults[k] === fault);
      if (still.length === 0) return;
      for (const studyId of await mark(tx, still)) {
        await requestReading(tx, studyId);
        await queue.read(tx, { studyId, now: false }, quietSeconds);
      }
    });
  }
}
