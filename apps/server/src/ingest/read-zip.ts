import { crc32 } from 'node:zlib';
import type { UploadLimits } from '@ichor/api';
import { isIchorError } from '@ichor/ct';
import { type Entry, getFileNameLowLevel, openPromise, type ZipFile } from 'yauzl';
import type { Incoming, Store } from '../store/store.ts';
import { isZip } from './is-zip.ts';
import { type RefusedFile, refused } from './judge-file.ts';
import { zipEntryProblem } from './zip-entry-problem.ts';

/** An entry, unpacked under a temporary name; whoever gets it keeps or discards it. */
export interface UnpackedFile {
  readonly name: string;
  readonly incoming: Incoming;
}

/** What a zip may still unpack, with the zips in it; counted down. */
export interface ZipBudget {
  bytes: number;
  entries: number;
}

/** Less than this is no bomb, however well it is packed. */
const HARMLESS_BYTES = 16 * 2 ** 20;

/**
 * Unpacks a zip, one entry after the other, zips within it too. What it declares is checked before a byte is unpacked, and
 * what comes is held against what it declared.
 */
export async function* readZip(
  store: Store,
  name: string,
  { path, bytes }: Pick<Incoming, 'path' | 'bytes'>,
  limits: UploadLimits,
  budget: ZipBudget,
  depth = 1,
): AsyncGenerator<UnpackedFile | RefusedFile> {
  if (depth > limits.zipNesting + 1) {
    yield refused(
      name,
      'zip-nested',
      'is a zip in a zip in a zip. Unpack the outer one and send what is in it.',
    );
    return;
  }
  let zip: ZipFile;
  let entries: Entry[];
  try {
    // Names are decoded here, so that one bad name doesn't cost the whole zip.
    zip = await openPromise(path, { autoClose: false, decodeStrings: false });
    entries = await listEntries(zip, budget.entries);
  } catch (error) {
    if (isSystemError(error)) throw error;
    yield refused(name, 'zip-damaged', "is a zip that can't be unpacked. Make it anew.");
    return;
  }
  try {
    const problem = declaredProblem(entries, bytes, limits, budget);
    if (problem) {
      yield refused(name, problem.code, problem.reason);
      return;
    }
    budget.entries -= entries.length;
    for (const entry of entries) yield* readEntry(store, name, zip, entry, limits, budget, depth);
  } finally {
    zip.close();
  }
}

/** One more than are allowed, at most. */
async function listEntries(zip: ZipFile, most: number): Promise<Entry[]> {
  const entries: Entry[] = [];
  for await (const entry of zip.eachEntry()) {
    entries.push(entry);
    if (entries.length > most) break;
  }
  return entries;
}

function declaredProblem(
  entries: readonly Entry[],
  bytes: number,
  { zipEntries, zipExpansion }: UploadLimits,
  budget: ZipBudget,
): { code: string; reason: string } | undefined {
  if (entries.length > budget.entries) {
    return {
      code: 'zip-too-many',
      reason: `holds more files than the ${Math.min(zipEntries, budget.entries)} that are taken at once. Send it in parts.`,
    };
  }
  const unpacked = entries.reduce((sum, entry) => sum + entry.uncompressedSize, 0);
  if (unpacked > Math.max(HARMLESS_BYTES, zipExpansion * bytes)) {
    return {
      code: 'zip-bomb',
      reason: `would grow to more than ${zipExpansion} times its size. Send the files unpacked.`,
    };
  }
  return unpacked > budget.bytes
    ? { code: 'too-large', reason: `would unpack to ${unpacked} bytes, too many at once. Send it in parts.` }
    : undefined;
}

async function* readEntry(
  store: Store,
  zipName: string,
  zip: ZipFile,
  entry: Entry,
  limits: UploadLimits,
  budget: ZipBudget,
  depth: number,
): AsyncGenerator<UnpackedFile | RefusedFile> {
  const own = getFileNameLowLevel(entry.generalPurposeBitFlag, entry.fileNameRaw, entry.extraFields, false);
  const name = `${zipName}/${own}`;
  if (own.endsWith('/')) return;
  const problem = zipEntryProblem(own) ?? entryProblem(entry, limits);
  if (problem) {
    yield refused(name, problem.code, problem.reason);
    return;
  }
  let incoming: Incoming;
  try {
    const stream = await zip.openReadStreamPromise(entry);
    // It may fail before the store begins to read it; then the store gets the error, but nobody would have heard the event.
    stream.on('error', () => {});
    incoming = await store.receive(checked(stream, entry.crc32), entry.uncompressedSize);
  } catch (error) {
    if (isSystemError(error) || (isIchorError(error) && error.code === 'disk-full')) throw error;
    yield refused(name, 'zip-damaged', "can't be unpacked: the zip is damaged here. Make it anew.");
    return;
  }
  budget.bytes -= incoming.bytes;
  if (!(await isZip(incoming.path))) {
    yield { name, incoming };
    return;
  }
  try {
    yield* readZip(store, name, incoming, limits, budget, depth + 1);
  } finally {
    await incoming.discard();
  }
}

function entryProblem(
  entry: Entry,
  { fileBytes }: UploadLimits,
): { code: string; reason: string } | undefined {
  if (entry.uncompressedSize > fileBytes) {
    return {
      code: 'too-large',
      reason: `has more than the ${fileBytes} bytes that are taken. Leave it out.`,
    };
  }
  if (entry.isEncrypted()) {
    return { code: 'zip-encrypted', reason: 'is encrypted. Make the zip without a password.' };
  }
  if (!entry.canDecodeFileData()) {
    return { code: 'zip-method', reason: 'is packed in a way that is not read. Make the zip with Deflate.' };
  }
  return undefined;
}

/** The bytes of an entry, held against its checksum, which yauzl leaves alone: a changed bit is another Hounsfield unit. */
async function* checked(stream: AsyncIterable<Buffer>, expected: number): AsyncGenerator<Buffer> {
  let sum = 0;
  for await (const chunk of stream) {
    sum = crc32(chunk, sum);
    yield chunk;
  }
  if (sum !== expected) throw new RangeError('readZip: an entry does not have its checksum');
}

/** The operating system's refusal, as against a bad zip. */
const isSystemError = (error: unknown): boolean => error instanceof Error && 'syscall' in error;
