import { closeSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { fileFailure } from '@ichor/files';
import { cacheDamaged } from './cache-damaged.ts';

/** Records of one length, many to a file: planes or masks of a prepared folder. Plain values, so that they cross to threads. */
export interface Shards {
  readonly folder: string;
  /** In order; each but the last holds `recordsPerShard` records. */
  readonly files: readonly string[];
  readonly recordBytes: number;
  readonly recordsPerShard: number;
  /** [records] CRC-32 of each. */
  readonly checksums: Uint32Array;
}

export interface ShardReader {
  /**
   * Copies a record to out[at...].
   *
   * @throws IchorError `cache-damaged` where it isn't what was written; FileFailure where it can't be read.
   */
  copy(record: number, out: Uint8Array, at: number): void;
  close(): void;
}

/** A reader keeps so much of what it read last: neighbouring samples share planes, and a small source fits whole. */
const CACHE_BYTES = 64 * 2 ** 20;

/**
 * Reads records by position, whatever the size of the whole. Synchronous: it serves a thread that does nothing else, and
 * evaluation, whose next step needs what it reads.
 *
 * @param cacheBytes bound of what it keeps in memory
 */
export function openShards(shards: Shards, cacheBytes: number = CACHE_BYTES): ShardReader {
  const { folder, files, recordBytes, recordsPerShard, checksums } = shards;
  const handles = new Map<number, number>();
  const most = Math.max(1, Math.floor(cacheBytes / recordBytes));
  // In the order of their last use: the first is the one to go, and its memory serves the next.
  const kept = new Map<number, Uint8Array>();

  const handleOf = (shard: number): number => {
    const open = handles.get(shard) ?? openSync(join(folder, files[shard]!), 'r');
    handles.set(shard, open);
    return open;
  };
  const memory = (): Uint8Array => {
    const [oldest] = kept;
    if (kept.size < most || !oldest) return new Uint8Array(recordBytes);
    kept.delete(oldest[0]);
    return oldest[1];
  };
  const load = (record: number): Uint8Array => {
    const shard = Math.floor(record / recordsPerShard);
    const first = (record % recordsPerShard) * recordBytes;
    const bytes = memory();
    try {
      const handle = handleOf(shard);
      for (let at = 0; at < recordBytes; ) {
        const count = readSync(handle, bytes, at, recordBytes - at, first + at);
        if (count === 0) throw cacheDamaged(folder);
        at += count;
      }
    } catch (error) {
      throw fileFailure(error, join(folder, files[shard]!));
    }
    if (crc32(bytes) !== checksums[record]) throw cacheDamaged(folder);
    return bytes;
  };

  return {
    copy: (record, out, at) => {
      if (!(record >= 0 && record < checksums.length))
        throw new RangeError(`record ${record} of ${checksums.length}`);
      const bytes = kept.get(record) ?? load(record);
      kept.delete(record);
      kept.set(record, bytes);
      out.set(bytes, at);
    },
    close: () => {
      for (const handle of handles.values()) closeSync(handle);
      handles.clear();
      kept.clear();
    },
  };
}
