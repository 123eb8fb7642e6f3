import { createHash } from 'node:crypto';
import type { Notice } from '@ichor/notices';
import type { InputSpecification } from '@ichor/scoring';
import type { WrittenFile } from './write-shards.ts';

/** Bumped when the folder's layout changes. */
export const MANIFEST_SCHEMA = 'ichor.prepared/3';
export const MANIFEST_FILE = 'manifest.json';
/** Numbers of each sample. */
export const COLUMNS_FILE = 'columns.bin';
/** Names: a JSON line a study, { patient, slices }. */
export const STUDIES_FILE = 'studies.jsonl';

/** manifest.json: what a prepared folder holds. It does not grow with the samples but by a line a shard. */
export interface Manifest {
  readonly schema: typeof MANIFEST_SCHEMA;
  /** The source's name. */
  readonly name: string;
  /** The source's, by its contents. */
  readonly identity: string;
  readonly fingerprint: string;
  readonly specification: InputSpecification;
  readonly notices: readonly Notice[];
  readonly studies: number;
  readonly samples: number;
  readonly planes: number;
  readonly planesPerShard: number;
  /** null where it isn't known of all studies where the blood is. */
  readonly masksPerShard: number | null;
  readonly files: {
    readonly planes: readonly WrittenFile[];
    readonly masks: readonly WrittenFile[];
    readonly columns: WrittenFile;
    readonly studies: WrittenFile;
  };
}

const sealOf = (manifest: unknown): string =>
  createHash('sha256').update(JSON.stringify(manifest)).digest('hex');

/** The text of manifest.json, with a SHA-256 of the rest of it. */
export const sealed = (manifest: Manifest): string =>
  `${JSON.stringify({ ...manifest, sha256: sealOf(manifest) }, null, 1)}\n`;

/** The manifest of that text; undefined where it isn't one, or not as it was written. */
export function unsealed(text: string): Manifest | undefined {
  let parsed: { readonly sha256?: unknown };
  try {
    parsed = JSON.parse(text);
  } catch {
    return undefined;
  }
  const { sha256, ...manifest } = parsed;
  return sha256 === sealOf(manifest) ? (manifest as Manifest) : undefined;
}
