import type { FileOutcome } from '@ichor/api';
import { zipBudget } from '@ichor/intake';
import type { ServerContext } from '../context.ts';
import type { Db } from '../database/open-database.ts';
import { countSent, findUpload } from '../repositories/uploads.ts';
import type { Incoming } from '../store/store.ts';
import { counting } from './counting.ts';
import { startHeartbeat } from './heartbeat.ts';
import { inTurn } from './in-turn.ts';
import { isZipFile } from './is-zip-file.ts';
import { type Judged, judgeFile } from './judge-file.ts';
import { readZip } from './read-zip.ts';
import { recordFiles } from './record-files.ts';
import { roomLeft } from './upload-limits.ts';

/** Files of a zip recorded in one transaction: enough to be quick, few enough to keep it short. */
const FILES_A_TRANSACTION = 32;

/** Zips are unpacked one after another, so that each knows what those before it have taken of the upload's room. */
const zipsInTurn = inTurn();

/**
 * Takes in one file that is being sent, a zip with all that is in it, and says what became of each. Whatever becomes of it, what
 * was received or unpacked counts against what the upload may send.
 *
 * @param bytes as announced; undefined where the sender doesn't say
 * @throws IchorError `upload-unknown`, `too-large`, `too-many`, `disk-full`
 */
export async function ingestFile(
  context: ServerContext,
  uploadId: string,
  { name, stream, bytes }: { name: string; stream: AsyncIterable<Uint8Array>; bytes: number | undefined },
): Promise<FileOutcome[]> {
  const { db, store, limits } = context;
  const room = roomLeft(await findUpload(db, uploadId), uploadId, limits, bytes);
  const sent: Sent = { files: 1, bytes: 0 };
  const heartbeat = startHeartbeat(context, uploadId);
  const incoming = await charged(context, uploadId, sent, () => {
    const counted = counting(stream, (received) => {
      sent.bytes += received;
      heartbeat.beat();
    });
    return store.receive(counted, Math.min(room.bytes, limits.fileBytes));
  });
  heartbeat.keepUp();
  try {
    if (await isZipFile(incoming.path))
      return await zipsInTurn(() => ingestZip(context, uploadId, name, incoming));
    const arrived = { name, sha256: incoming.sha256 };
    return await recordFiles(context, uploadId, [await judgeFile(name, incoming)], arrived);
  } finally {
    heartbeat.stop();
    await incoming.discard();
  }
}

/** What an upload is charged with. */
interface Sent {
  files: number;
  bytes: number;
}

/** Does something, and charges the upload with what it came to, also where it fails. */
async function charged<T>(
  { db, log }: ServerContext,
  uploadId: string,
  sent: Readonly<Sent>,
  act: () => Promise<T>,
): Promise<T> {
  let result: T;
  try {
    result = await act();
  } catch (error) {
    // What went wrong first is what is to be told.
    await countSent(db, uploadId, sent).catch((err: unknown) =>
      log.error({ err }, 'an upload was not charged'),
    );
    throw error;
  }
  await countSent(db, uploadId, sent);
  return result;
}

/** A zip counts as what was in it, or many small ones would pass every limit. */
async function ingestZip(
  context: ServerContext,
  uploadId: string,
  name: string,
  zip: Incoming,
): Promise<FileOutcome[]> {
  const { db, store, limits } = context;
  const room = roomLeft(await uploadBefore(db, uploadId, zip), uploadId, limits, undefined);
  const entries = Math.min(limits.zipEntries, room.files);
  const budget = zipBudget(limits, zip.bytes, { bytes: room.bytes, entries });
  const more: Sent = { files: 0, bytes: 0 };
  let unpacked = 0;
  const onUnpacked = (bytes: number): void => {
    unpacked += bytes;
    more.bytes = Math.max(0, unpacked - zip.bytes);
  };
  return charged(context, uploadId, more, async () => {
    const outcomes: FileOutcome[] = [];
    let batch: Judged[] = [];
    try {
      for await (const file of readZip(store, name, zip, limits, budget, onUnpacked)) {
        batch.push(await judged(file));
        more.files = Math.max(0, entries - budget.entries - 1);
        if (batch.length < FILES_A_TRANSACTION) continue;
        outcomes.push(...(await recordFiles(context, uploadId, batch)));
        batch = [];
      }
      const arrived = { name, sha256: zip.sha256 };
      outcomes.push(...(await recordFiles(context, uploadId, batch, arrived)));
      batch = [];
      return outcomes;
    } finally {
      for (const file of batch) if ('incoming' in file) await file.incoming.discard();
    }
  });
}

/** What the upload had taken without this zip, which was charged when it was received. */
async function uploadBefore(
  db: Db,
  uploadId: string,
  zip: Incoming,
): Promise<{ files: number; bytes: number } | undefined> {
  const upload = await findUpload(db, uploadId);
  return upload && { files: upload.files - 1, bytes: upload.bytes - zip.bytes };
}

type FromZip = ReturnType<typeof readZip> extends AsyncGenerator<infer T> ? T : never;

/** A file that is refused is not needed any longer. */
async function judged(file: FromZip): Promise<Judged> {
  if (!('incoming' in file)) return file;
  let result: Judged | undefined;
  try {
    result = await judgeFile(file.name, file.incoming);
    return result;
  } finally {
    if (result === undefined || !('incoming' in result)) await file.incoming.discard();
  }
}
