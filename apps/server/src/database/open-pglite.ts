import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { flushTree } from './flush-tree.ts';
import { FlushingNodeFs } from './flushing-node-fs.ts';
import { hearPanic } from './hear-panic.ts';
import { makeDatabase } from './make-database.ts';
import { makePrivate } from './make-private.ts';

/**
 * As PostgreSQL's own, where PGlite's differ or where its memory is what counts. Of the ways to flush the write-ahead log `fsync`
 * is the one that reaches the disk: Emscripten's fdatasync does nothing.
 */
const SETTINGS = ['wal_sync_method=fsync', 'shared_buffers=16MB'];

/**
 * Opens the database in a folder, or makes one, so that what it commits is on the disk.
 *
 * Where it finds that a commit reaches no disk, PostgreSQL's setting `fsync` is off, and whoever asks is told the truth.
 *
 * @param onPanic called when PostgreSQL gives up, as after a failed flush: PGlite then hangs, and the process must end
 */
export async function openPglite(
  folder: string,
  onPanic: (problem: string) => void,
  filesIn = (path: string) => new FlushingNodeFs(path),
): Promise<PGlite> {
  if (!existsSync(join(folder, 'PG_VERSION'))) await makeDatabase(folder, onPanic);
  makePrivate(folder);
  // What was written before without flushes: by initdb, or by a version of Ichor that had none.
  flushTree(folder);
  const files = filesIn(folder);
  const db = await open(files, 'on', onPanic);
  if (await commitIsFlushed(db, files)) return db;
  await db.close();
  return open(filesIn(folder), 'off', onPanic);
}

const open = (
  files: FlushingNodeFs,
  fsync: 'on' | 'off',
  onPanic: (problem: string) => void,
): Promise<PGlite> =>
  PGlite.create({
    fs: files,
    // PGlite's begin with "fsync off"; of a setting that is given twice the last holds.
    startParams: [
      ...PGlite.defaultStartParams,
      ...[...SETTINGS, `fsync=${fsync}`].flatMap((setting) => ['-c', setting]),
    ],
    onStderr: hearPanic(onPanic),
  });

/** Whether a commit flushes the write-ahead log before it answers. */
async function commitIsFlushed(db: PGlite, files: FlushingNodeFs): Promise<boolean> {
  const before = files.logFlushes;
  await db.query("select pg_logical_emit_message(true, 'ichor', 'is it flushed?')");
  return files.logFlushes > before;
}
