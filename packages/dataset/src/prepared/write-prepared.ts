import { createHash } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { writeWhole } from '@ichor/files';
import type { Notice } from '@ichor/notices';
import type { InputSpecification } from '@ichor/scoring';
import { MASK_STRIDE } from '../batches/regions.ts';
import { columnBytes } from './columns.ts';
import { fingerprintOf } from './fingerprint-of.ts';
import {
  COLUMNS_FILE,
  MANIFEST_FILE,
  MANIFEST_SCHEMA,
  type Manifest,
  STUDIES_FILE,
  sealed,
} from './manifest.ts';
import type { PreparedStudy } from './prepare-study.ts';
import { openShardWriter, type WrittenFile } from './write-shards.ts';

/** Files of a size that disks, copies and checksums like. */
const SHARD_BYTES = 256 * 2 ** 20;

/** What a prepared folder says of where it comes from. */
export interface PreparedOf {
  readonly name: string;
  readonly identity: string;
  readonly specification: InputSpecification;
  readonly notices: readonly Notice[];
}

/** Each study and whose it is, in the source's order. */
export type PreparedStudies = AsyncIterable<readonly [patient: string, study: PreparedStudy]>;

/**
 * Writes studies as a prepared folder: shards of planes, of masks where every study has them, columns.bin with the numbers of
 * each sample, studies.jsonl with a line a study, and manifest.json with the size and SHA-256 of each. One study at a
 * time is in memory.
 *
 * @param folder an empty one
 */
export async function writePrepared(
  folder: string,
  { name, identity, specification, notices }: PreparedOf,
  studies: PreparedStudies,
  { shardBytes = SHARD_BYTES }: { readonly shardBytes?: number | undefined } = {},
): Promise<void> {
  const pixels = specification.size ** 2;
  const planes = openShardWriter(folder, 'planes', pixels, shardBytes);
  const masks = openShardWriter(folder, 'masks', (specification.size / MASK_STRIDE) ** 2, shardBytes);
  const numbers = { relative: [], shares: [], triples: [], labels: [] } as Record<
    'relative' | 'shares' | 'triples' | 'labels',
    number[]
  >;
  const patients: string[] = [];
  const slices: string[] = [];
  const lines: string[] = [];
  let planeCount = 0;
  let masked = 0;
  try {
    for await (const [patient, study] of studies) {
      await planes.append(study.planes);
      if (study.masks) {
        await masks.append(study.masks);
        masked++;
      }
      for (const plane of study.triples) numbers.triples.push(planeCount + plane);
      for (const column of ['relative', 'shares', 'labels'] as const)
        for (const value of study[column]) numbers[column].push(value);
      for (const slice of study.slices) {
        slices.push(slice);
        patients.push(patient);
      }
      lines.push(JSON.stringify({ patient, slices: study.slices }));
      planeCount += study.planes.length / pixels;
    }
    const writtenPlanes = await planes.finish();
    const allMasks = await masks.finish();
    // A source knows of all of its studies where the blood is, or of none.
    const writtenMasks = masked > 0 && masked === lines.length ? allMasks : undefined;
    if (!writtenMasks) for (const file of allMasks.files) await rm(join(folder, file.name));
    const columns = columnBytes({
      relative: Float64Array.from(numbers.relative),
      shares: Float64Array.from(numbers.shares),
      triples: Int32Array.from(numbers.triples),
      planeChecksums: Uint32Array.from(writtenPlanes.checksums),
      maskChecksums: Uint32Array.from(writtenMasks?.checksums ?? []),
      labels: Uint8Array.from(numbers.labels),
    });
    const manifest: Manifest = {
      schema: MANIFEST_SCHEMA,
      name,
      identity,
      fingerprint: fingerprintOf(
        { specification, triples: numbers.triples, labels: numbers.labels, patients, slices },
        writtenPlanes.sha256,
        writtenMasks?.sha256,
      ),
      specification,
      notices,
      studies: lines.length,
      samples: slices.length,
      planes: planeCount,
      planesPerShard: writtenPlanes.recordsPerShard,
      masksPerShard: writtenMasks ? writtenMasks.recordsPerShard : null,
      files: {
        planes: writtenPlanes.files,
        masks: writtenMasks?.files ?? [],
        columns: await writeFile(folder, COLUMNS_FILE, columns),
        studies: await writeFile(
          folder,
          STUDIES_FILE,
          Buffer.from(lines.map((line) => `${line}\n`).join('')),
        ),
      },
    };
    await writeWhole(join(folder, MANIFEST_FILE), sealed(manifest));
  } finally {
    await planes.close();
    await masks.close();
  }
}

async function writeFile(folder: string, name: string, bytes: Uint8Array): Promise<WrittenFile> {
  await writeWhole(join(folder, name), bytes);
  return { name, bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') };
}
