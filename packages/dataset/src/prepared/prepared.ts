import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isAbsent, readWhole } from '@ichor/files';
import type { Notice } from '@ichor/notices';
import type { InputSpecification } from '@ichor/scoring';
import { MASK_STRIDE } from '../batches/regions.ts';
import { cacheDamaged } from './cache-damaged.ts';
import { columnsOf } from './columns.ts';
import { MANIFEST_FILE, MANIFEST_SCHEMA, type Manifest, unsealed } from './manifest.ts';
import type { Shards } from './shards.ts';
import type { WrittenFile } from './write-shards.ts';

/** A source as networks see it, decoded once: N samples over P planes. Pixels stay on the disk, and are read by position. */
export interface Prepared {
  readonly folder: string;
  /** The source's name. */
  readonly name: string;
  /** SHA-256 over the specification, the pixels, the labels and whose they are. */
  readonly fingerprint: string;
  readonly specification: InputSpecification;
  /** P records [size, size]. */
  readonly planes: Shards;
  /** Where the source knows where the blood is: N records [size / MASK_STRIDE, size / MASK_STRIDE], bits by type. */
  readonly masks?: Shards | undefined;
  /** [N, 3] indices into planes. */
  readonly triples: Int32Array;
  /** [N, 6] of 0 and 1. */
  readonly labels: Uint8Array;
  /** [N] */
  readonly patients: readonly string[];
  /** [N] how predictions name the slice nearest to the sample. */
  readonly slices: readonly string[];
  /** [N] index of the study. */
  readonly studies: Int32Array;
  /** [N] place in the stack, 0 at the skull base to 1 at the vertex. */
  readonly relative: Float64Array;
  /** [N, 3] shares of 50-60, 60-75 and 75-99 HU among the slice's pixels of 5 to 99 HU. */
  readonly shares: Float64Array;
  readonly notices: readonly Notice[];
}

/**
 * Loads a folder that `prepare` wrote: everything but pixels. Names, numbers and the files' sizes are checked now, each
 * plane and mask when it is read; with `verify`, the SHA-256 of every file.
 *
 * @throws IchorError `cache-damaged`.
 */
export async function loadPrepared(
  folder: string,
  { verify = false }: { readonly verify?: boolean | undefined } = {},
): Promise<Prepared> {
  const manifest = unsealed((await readFile(folder, MANIFEST_FILE)).toString('utf8'));
  if (manifest?.schema !== MANIFEST_SCHEMA) throw cacheDamaged(folder);
  const { specification, samples, planes, files } = manifest;
  const shards = [...files.planes, ...files.masks];
  for (const file of shards) await checkSize(folder, file);
  if (verify) for (const file of shards) await checkHash(folder, file);
  const columns = columnsOf(await checked(folder, files.columns), {
    samples,
    planes,
    masks: manifest.masksPerShard === null ? 0 : samples,
  });
  const names = studyNames((await checked(folder, files.studies)).toString('utf8'), samples);
  return {
    folder,
    name: manifest.name,
    fingerprint: manifest.fingerprint,
    specification,
    planes: {
      folder,
      files: files.planes.map(({ name }) => name),
      recordBytes: specification.size ** 2,
      recordsPerShard: manifest.planesPerShard,
      checksums: columns.planeChecksums,
    },
    masks: masksOf(folder, manifest, columns.maskChecksums),
    triples: columns.triples,
    labels: columns.labels,
    ...names,
    relative: columns.relative,
    shares: columns.shares,
    notices: manifest.notices,
  };
}

function masksOf(
  folder: string,
  { masksPerShard, files, specification }: Manifest,
  checksums: Uint32Array,
): Shards | undefined {
  if (masksPerShard === null) return undefined;
  return {
    folder,
    files: files.masks.map(({ name }) => name),
    recordBytes: (specification.size / MASK_STRIDE) ** 2,
    recordsPerShard: masksPerShard,
    checksums,
  };
}

/** studies.jsonl -> whose each sample is, what it is called and which study it is of. */
function studyNames(text: string, samples: number): Pick<Prepared, 'patients' | 'slices' | 'studies'> {
  const patients: string[] = [];
  const slices: string[] = [];
  const studies = new Int32Array(samples);
  for (const [index, line] of text.trimEnd().split('\n').entries()) {
    const study: { readonly patient: string; readonly slices: readonly string[] } = JSON.parse(line);
    studies.fill(index, slices.length, slices.length + study.slices.length);
    for (const slice of study.slices) {
      slices.push(slice);
      patients.push(study.patient);
    }
  }
  return { patients, slices, studies };
}

/** The bytes of a file of the folder, which are what was written. */
async function checked(folder: string, { name, sha256 }: WrittenFile): Promise<Buffer> {
  const bytes = await readFile(folder, name);
  if (createHash('sha256').update(bytes).digest('hex') !== sha256) throw cacheDamaged(folder);
  return bytes;
}

async function readFile(folder: string, name: string): Promise<Buffer> {
  return readWhole(join(folder, name)).catch((cause: unknown) => {
    throw isAbsent(cause) ? cacheDamaged(folder, cause) : cause;
  });
}

async function checkSize(folder: string, { name, bytes }: WrittenFile): Promise<void> {
  const { size } = await stat(join(folder, name)).catch((cause: unknown) => {
    throw isAbsent(cause) ? cacheDamaged(folder, cause) : cause;
  });
  if (size !== bytes) throw cacheDamaged(folder);
}

async function checkHash(folder: string, { name, sha256 }: WrittenFile): Promise<void> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(join(folder, name), { highWaterMark: 2 ** 20 }))
    hash.update(chunk);
  if (hash.digest('hex') !== sha256) throw cacheDamaged(folder);
}
