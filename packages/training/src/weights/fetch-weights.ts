import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type FileHandle, open, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { exists, fileFailure, flushFolder, isAbsent, makeWritable } from '@ichor/files';
import { IchorError } from '@ichor/notices';

export interface FetchOptions {
  /** Of the whole file, as its makers publish it: 64 hexadecimal digits in lower case. */
  readonly sha256: string;
  /** The file to write; what has come of it so far is kept beside it as `<to>.part`. */
  readonly to: string;
  readonly onProgress?: (progress: FetchProgress) => void;
}

export interface FetchProgress {
  readonly bytes: number;
  /** Where the server says it. */
  readonly total: number | undefined;
}

export interface FetchedFile {
  readonly bytes: number;
  /** Bytes that an earlier attempt had fetched already; all of them where the file was there. */
  readonly before: number;
}

/**
 * Fetches a file that is known by its SHA-256. It gets its name when all of it is there and is the right one: then it is flushed to
 * the disk. What broke off before is gone on with, from a server that can (`Range`); from another it is fetched anew.
 *
 * @throws IchorError `download-failed` where the server can't be reached, refuses or breaks off: what has come is kept;
 * `weights-hash-differs` where it is another file: that is removed; `already-there` where the name has another file; FileFailure
 */
export async function fetchWeights(url: URL, options: FetchOptions): Promise<FetchedFile> {
  const { sha256, to } = options;
  await makeWritable(to);
  if (await exists(to)) {
    const found = await sha256Of(to);
    if (found === sha256) return { bytes: await sizeOf(to), before: await sizeOf(to) };
    throw new IchorError({
      code: 'already-there',
      subject: to,
      problem: `is there already, with SHA-256 ${found}`,
    });
  }
  const part = `${to}.part`;
  let before = await sizeOf(part);
  if (before === 0 || (await sha256Of(part)) !== sha256) before = await fetchRest(url, part, before, options);
  const found = await sha256Of(part);
  if (found !== sha256) {
    await rm(part, { force: true });
    throw new IchorError({
      code: 'weights-hash-differs',
      subject: shown(url),
      problem: `has SHA-256 ${found}, not ${sha256}; what was fetched is removed`,
    });
  }
  try {
    await rename(part, to);
    await flushFolder(dirname(to));
  } catch (error) {
    throw fileFailure(error, to);
  }
  return { bytes: await sizeOf(to), before };
}

/** Fetches what is not in the part yet. @returns how many bytes of it could be kept */
async function fetchRest(url: URL, part: string, have: number, options: FetchOptions): Promise<number> {
  let response = await ask(url, have);
  let from = have;
  if (have > 0 && !goesOn(response, have)) {
    from = 0;
    if (response.status !== 200) {
      await response.body?.cancel();
      response = await ask(url, 0);
    }
  }
  if (!response.ok || response.body === null) {
    await response.body?.cancel();
    throw failed(url, `answers ${response.status} ${response.statusText}`.trim(), 'Look at the address.');
  }
  const length = response.headers.get('content-length');
  const total = length === null ? undefined : from + Number(length);
  const file = await open(part, from > 0 ? 'a' : 'w').catch((error: unknown) => {
    throw fileFailure(error, part);
  });
  try {
    let bytes = from;
    for await (const chunk of pieces(url, response.body, () => bytes)) {
      await append(file, part, chunk);
      bytes += chunk.length;
      options.onProgress?.({ bytes, total });
    }
    await file.sync();
  } finally {
    await file.close();
  }
  return from;
}

/** What comes, and where it breaks off, in words. */
async function* pieces(
  url: URL,
  body: AsyncIterable<Uint8Array>,
  bytesSoFar: () => number,
): AsyncGenerator<Uint8Array> {
  try {
    yield* body;
  } catch (cause) {
    throw failed(url, `broke off after ${bytesSoFar()} bytes`, undefined, cause);
  }
}

async function append(file: FileHandle, path: string, chunk: Uint8Array): Promise<void> {
  try {
    await file.appendFile(chunk);
  } catch (error) {
    throw fileFailure(error, path);
  }
}

async function ask(url: URL, from: number): Promise<Response> {
  // Packed on the way, its bytes could not be counted.
  const headers = { 'accept-encoding': 'identity', ...(from > 0 ? { range: `bytes=${from}-` } : {}) };
  try {
    return await fetch(url, { headers });
  } catch (cause) {
    const reason =
      cause instanceof Error && cause.cause instanceof Error ? cause.cause.message : String(cause);
    throw failed(url, `cannot be reached (${reason})`, undefined, cause);
  }
}

const goesOn = ({ status, headers }: Response, from: number): boolean =>
  status === 206 && headers.get('content-range')?.startsWith(`bytes ${from}-`) === true;

/** An address without the name and password that it may hold. */
const shown = ({ origin, pathname }: URL): string => origin + pathname;

const failed = (url: URL, problem: string, remedy?: string, cause?: unknown): IchorError =>
  new IchorError({
    code: 'download-failed',
    subject: shown(url),
    problem,
    ...(remedy === undefined ? {} : { remedy }),
    cause,
  });

async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256');
  try {
    for await (const chunk of createReadStream(path)) hash.update(chunk);
  } catch (error) {
    throw fileFailure(error, path);
  }
  return hash.digest('hex');
}

async function sizeOf(path: string): Promise<number> {
  try {
    return (await stat(path)).size;
  } catch (error) {
    if (isAbsent(error)) return 0;
    throw fileFailure(error, path);
  }
}
