import { createHash } from 'node:crypto';
import { open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { IchorError, type InputSpecification, type Notice } from '@ichor/ct';
import { MASK_STRIDE } from './regions.ts';
import type { SourceDescription } from './source.ts';

/** A source as networks see it, decoded once: N samples over P planes. */
export interface Prepared {
  readonly folder: string;
  /** The source's name. */
  readonly name: string;
  /** SHA-256 over the specification, the pixels, the labels and whose they are. */
  readonly fingerprint: string;
  readonly specification: InputSpecification;
  /** [P, size, size], in shared memory, so that worker threads read it in place. */
  readonly planes: Uint8Array<SharedArrayBuffer>;
  /**
   * Where the source knows where the blood is: bits by type; [N, size / MASK_STRIDE, size / MASK_STRIDE], in shared
   * memory.
   */
  readonly masks?: Uint8Array<SharedArrayBuffer> | undefined;
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

/** Everything but pixels, as manifest.json keeps it. */
export interface Manifest {
  readonly schema: 'ichor.prepared/2';
  readonly name: string;
  readonly fingerprint: string;
  readonly source: SourceDescription;
  readonly specification: InputSpecification;
  readonly planes: number;
  /** SHA-256 of the masks, where there are any. */
  readonly masks?: string | undefined;
  readonly triples: readonly number[];
  readonly labels: readonly number[];
  readonly patients: readonly string[];
  readonly slices: readonly string[];
  readonly studies: readonly number[];
  readonly relative: readonly number[];
  readonly shares: readonly number[];
  readonly notices: readonly Notice[];
}

export const PLANES_FILE = 'planes.bin';
export const MASKS_FILE = 'masks.bin';
export const MANIFEST_FILE = 'manifest.json';

/** Hashes what a network will be shown, and the truth it is told. The planes' own digest goes in first. */
export function fingerprintOf(
  manifest: Omit<Manifest, 'fingerprint' | 'schema' | 'source' | 'name' | 'notices'>,
  planesDigest: string,
): string {
  const { specification, triples, labels, patients, slices, masks } = manifest;
  return createHash('sha256')
    .update(planesDigest)
    .update(JSON.stringify([specification, triples, labels, patients, slices, ...(masks ? [masks] : [])]))
    .digest('hex');
}

/**
 * Loads a folder that `prepare` wrote, and checks its fingerprint.
 *
 * @throws IchorError `cache-damaged`.
 */
export async function loadPrepared(folder: string): Promise<Prepared> {
  const manifest: Manifest = JSON.parse(await readFile(join(folder, MANIFEST_FILE), 'utf8'));
  const { size } = manifest.specification;
  const planes = await loadPixels(folder, PLANES_FILE, manifest.planes * size ** 2);
  const masks = manifest.masks
    ? await loadPixels(folder, MASKS_FILE, manifest.slices.length * (size / MASK_STRIDE) ** 2)
    : undefined;
  if (
    fingerprintOf(manifest, planes.digest) !== manifest.fingerprint ||
    (masks && masks.digest !== manifest.masks)
  )
    throw damaged(folder);
  return {
    folder,
    name: manifest.name,
    fingerprint: manifest.fingerprint,
    specification: manifest.specification,
    planes: planes.data,
    masks: masks?.data,
    triples: Int32Array.from(manifest.triples),
    labels: Uint8Array.from(manifest.labels),
    patients: manifest.patients,
    slices: manifest.slices,
    studies: Int32Array.from(manifest.studies),
    relative: Float64Array.from(manifest.relative),
    shares: Float64Array.from(manifest.shares),
    notices: manifest.notices,
  };
}

/** A file of so many bytes, in shared memory, and its SHA-256. */
async function loadPixels(
  folder: string,
  name: string,
  bytes: number,
): Promise<{ data: Uint8Array<SharedArrayBuffer>; digest: string }> {
  const data = new Uint8Array(new SharedArrayBuffer(bytes));
  const hash = createHash('sha256');
  const file = await open(join(folder, name));
  try {
    const chunk = Buffer.alloc(8 << 20);
    for (let at = 0; at < bytes; ) {
      const { bytesRead } = await file.read(chunk, 0, Math.min(chunk.length, bytes - at), at);
      if (bytesRead === 0) throw damaged(folder);
      data.set(chunk.subarray(0, bytesRead), at);
      hash.update(chunk.subarray(0, bytesRead));
      at += bytesRead;
    }
  } finally {
    await file.close();
  }
  return { data, digest: hash.digest('hex') };
}

function damaged(folder: string): IchorError {
  return new IchorError({
    code: 'cache-damaged',
    subject: folder,
    problem: 'is not as it was written',
    remedy: 'Delete that folder; it will be prepared again.',
  });
}
