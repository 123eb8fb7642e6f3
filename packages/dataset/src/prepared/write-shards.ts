import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';

/** A file of a prepared folder, as its manifest keeps it. */
export interface WrittenFile {
  readonly name: string;
  readonly bytes: number;
  readonly sha256: string;
}

export interface WrittenShards {
  readonly files: readonly WrittenFile[];
  readonly recordsPerShard: number;
  /** CRC-32 of each record. */
  readonly checksums: readonly number[];
  /** SHA-256 of all records, as if they stood in one file. */
  readonly sha256: string;
}

export interface ShardWriter {
  /** @param records whole ones */
  append(records: Uint8Array): Promise<void>;
  /** Flushes the last shard to the disk. */
  finish(): Promise<WrittenShards>;
  /** Closes what is open, after an error or without one. */
  close(): Promise<void>;
}

/**
 * Writes records into files <kind>-0000.bin, <kind>-0001.bin, ... of at most `shardBytes`, none of which divides a record.
 *
 * @param recordBytes a record that is larger than a shard has one of its own
 */
export function openShardWriter(
  folder: string,
  kind: 'planes' | 'masks',
  recordBytes: number,
  shardBytes: number,
): ShardWriter {
  const recordsPerShard = Math.max(1, Math.floor(shardBytes / recordBytes));
  const files: WrittenFile[] = [];
  const checksums: number[] = [];
  const whole = createHash('sha256');
  let shard:
    | { file: FileHandle; name: string; records: number; hash: ReturnType<typeof createHash> }
    | undefined;

  const begin = async () => {
    const name = `${kind}-${String(files.length).padStart(4, '0')}.bin`;
    return { file: await open(join(folder, name), 'wx'), name, records: 0, hash: createHash('sha256') };
  };
  const end = async (): Promise<void> => {
    if (!shard) return;
    await shard.file.sync();
    await shard.file.close();
    const { name, records, hash } = shard;
    files.push({ name, bytes: records * recordBytes, sha256: hash.digest('hex') });
    shard = undefined;
  };

  return {
    append: async (records) => {
      const count = records.length / recordBytes;
      if (!Number.isInteger(count))
        throw new RangeError(`${records.length} bytes are no records of ${recordBytes}`);
      whole.update(records);
      for (let i = 0; i < count; i++)
        checksums.push(crc32(records.subarray(i * recordBytes, (i + 1) * recordBytes)));
      for (let done = 0; done < count; ) {
        shard ??= await begin();
        const some = Math.min(count - done, recordsPerShard - shard.records);
        const bytes = records.subarray(done * recordBytes, (done + some) * recordBytes);
        await shard.file.writeFile(bytes);
        shard.hash.update(bytes);
        shard.records += some;
        done += some;
        if (shard.records === recordsPerShard) await end();
      }
    },
    finish: async () => {
      await end();
      return { files, recordsPerShard, checksums, sha256: whole.digest('hex') };
    },
    close: async () => {
      await shard?.file.close();
      shard = undefined;
    },
  };
}
