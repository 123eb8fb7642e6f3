import type { FileOutcome } from '@ichor/api';
import type { ServerContext } from '../context.ts';
import { countSent, findUpload } from '../repositories/uploads.ts';
import type { Incoming } from '../store/store.ts';
import { isZipFile } from './is-zip-file.ts';
import { type Judged, judgeFile } from './judge-file.ts';
import { readZip } from './read-zip.ts';
import { recordFiles } from './record-files.ts';
import { type Room, roomLeft } from './upload-limits.ts';

/** Files of a zip recorded in one transaction: enough to be quick, few enough to keep it short. */
const FILES_A_TRANSACTION = 32;

/**
 * Takes in one file that is being sent, a zip with all that is in it, and says what became of each.
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
  const incoming = await store.receive(stream, Math.min(room.bytes, limits.fileBytes));
  try {
    if (await isZipFile(incoming.path)) return await ingestZip(context, uploadId, name, incoming, room);
    const outcomes = await recordFiles(context, uploadId, [await judgeFile(name, incoming)]);
    await countSent(db, uploadId, { files: 1, bytes: incoming.bytes });
    return outcomes;
  } finally {
    await incoming.discard();
  }
}

async function ingestZip(
  context: ServerContext,
  uploadId: string,
  name: string,
  zip: Incoming,
  room: Room,
): Promise<FileOutcome[]> {
  const { db, store, limits } = context;
  const budget = { bytes: room.bytes, entries: Math.min(limits.zipEntries, room.files) };
  const before = { ...budget };
  const outcomes: FileOutcome[] = [];
  let batch: Judged[] = [];
  try {
    for await (const file of readZip(store, name, zip, limits, budget)) {
      batch.push(await judged(file));
      if (batch.length < FILES_A_TRANSACTION) continue;
      outcomes.push(...(await recordFiles(context, uploadId, batch)));
      batch = [];
    }
    outcomes.push(...(await recordFiles(context, uploadId, batch)));
    batch = [];
    // It counts as what was in it: many small zips would pass every limit.
    await countSent(db, uploadId, {
      files: Math.max(1, before.entries - budget.entries),
      bytes: Math.max(zip.bytes, before.bytes - budget.bytes),
    });
    return outcomes;
  } finally {
    for (const file of batch) if ('incoming' in file) await file.incoming.discard();
  }
}

type FromZip = ReturnType<typeof readZip> extends AsyncGenerator<infer T> ? T : never;

/** A file that is refused is not needed any longer. */
async function judged(file: FromZip): Promise<Judged> {
  if (!('incoming' in file)) return file;
  const result = await judgeFile(file.name, file.incoming);
  if (!('incoming' in result)) await file.incoming.discard();
  return result;
}
