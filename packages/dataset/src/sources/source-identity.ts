import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileFailure, isAbsent, readWhole, writeWhole } from '@ichor/files';
import type { Source, SourceFiles } from './source.ts';

/** In the cache's folder: a file a stamp, which holds the identity that the files with that stamp had. */
const IDENTITIES = 'identities';
/** So many files are looked at, or read, at once. */
const AT_ONCE = 16;

export interface IdentityOptions {
  /** Reads every file, whatever sizes and times say. */
  readonly rehash?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * A text that is the same for the same contents, wherever they lie and whenever they were written. Contents are hashed once: as
 * long as paths, sizes and times of change are those of before, the identity is that of before. So a byte that changes
 * while its file keeps size and time is found with `rehash` alone.
 *
 * @param cacheFolder where the identities of before are kept
 * @throws FileFailure where a file can't be read; the signal's reason where it aborts.
 */
export async function sourceIdentity(
  { name, contents }: Pick<Source, 'name' | 'contents'>,
  cacheFolder: string,
  { rehash = false, signal }: IdentityOptions = {},
): Promise<string> {
  if (typeof contents === 'string') return `${name} ${sha256Of(contents)}`;
  const stamp = await stampOf(name, contents, signal);
  const path = join(cacheFolder, IDENTITIES, stamp);
  const known = rehash ? undefined : await readKnown(path);
  if (known?.startsWith(`${name} `)) return known;
  const identity = `${name} ${await hashContents(contents, signal)}`;
  // Of files that were written meanwhile nothing is kept: the stamp may be of others than were read.
  if ((await stampOf(name, contents, signal)) === stamp) await writeWhole(path, identity);
  return identity;
}

/** Tells whether it is worth reading files again. It says nothing of where the folder lies. */
function stampOf(name: string, { folder, paths }: SourceFiles, signal?: AbortSignal): Promise<string> {
  return hashEach(name, paths, signal, async (path) => {
    const file = join(folder, path);
    const { size, mtimeNs } = await stat(file, { bigint: true }).catch((error: unknown) => {
      throw fileFailure(error, file);
    });
    return `${size} ${mtimeNs}`;
  });
}

const hashContents = ({ folder, paths }: SourceFiles, signal?: AbortSignal): Promise<string> =>
  hashEach('', paths, signal, async (path) => sha256Of(await readWhole(join(folder, path))));

/** SHA-256 over every path and what `of` says of it, in order. */
async function hashEach(
  seed: string,
  paths: readonly string[],
  signal: AbortSignal | undefined,
  of: (path: string) => Promise<string>,
): Promise<string> {
  const hash = createHash('sha256').update(seed);
  for (let first = 0; first < paths.length; first += AT_ONCE) {
    signal?.throwIfAborted();
    const some = paths.slice(first, first + AT_ONCE);
    for (const [i, said] of (await Promise.all(some.map(of))).entries())
      hash.update(JSON.stringify([some[i], said]));
  }
  return hash.digest('hex');
}

async function readKnown(path: string): Promise<string | undefined> {
  try {
    return (await readWhole(path)).toString('utf8');
  } catch (error) {
    if (isAbsent(error)) return undefined;
    throw error;
  }
}

const sha256Of = (content: string | Uint8Array): string => createHash('sha256').update(content).digest('hex');
