import { closeSync, open } from 'node:fs';
import { promisify } from 'node:util';
import { crc32 } from 'node:zlib';
import { type Entry, fromFdPromise, getFileNameLowLevel, type ZipFile } from 'yauzl';
import { distinctName } from './distinct-name.ts';
import { isFileError } from './file-error.ts';
import type { Refusal } from './refusal.ts';
import { requireEndBehind } from './zip-end.ts';
import { ENCRYPTED, entryProblem, zipEntryProblem } from './zip-entry-problem.ts';
import { layoutProblem } from './zip-layout.ts';
import { ZIPS_WITHIN, type ZipBudget, type ZipLimits } from './zip-limits.ts';

// Not a FileHandle, which would be closed when it is forgotten, although the zip reads on.
const openFile = promisify(open);

/** A zip on the disk: by its path, or as an open file, which is closed with the zip. */
export interface ZipPlace {
  readonly at: { readonly path: string } | { readonly fd: number };
  /** 1 for a zip that lies in none. */
  readonly depth: number;
}

export interface OpenZip {
  /** Folders aside. */
  readonly entries: readonly ZipEntry[];
  close(): void;
}

export interface ZipEntry {
  /** With slashes, as the zip has it. */
  readonly name: string;
  /** Unpacked, as the zip declares. */
  readonly bytes: number;
  /** Why it can't be unpacked, as far as that is known beforehand. */
  readonly problem: Refusal | undefined;
  /** Its bytes; throws where they aren't as many as declared, or don't have their checksum. */
  stream(): Promise<AsyncIterable<Uint8Array>>;
}

export const ZIP_ENTRY_DAMAGED: Refusal = {
  code: 'zip-damaged',
  reason: "can't be unpacked: the zip is damaged here. Make it anew.",
};

/**
 * Opens a zip, or says why it is refused. What it declares is checked before a byte is unpacked: how deep it lies in others, how
 * many files it holds, what they unpack to, where they lie, and where their names lead. Where several have one name, each but
 * the first gets a number.
 *
 * @param budget of the outermost zip; counted down here
 * @throws the operating system's error
 */
export async function openZip(
  { at, depth }: ZipPlace,
  limits: ZipLimits,
  budget: ZipBudget,
): Promise<OpenZip | Refusal> {
  const fd = 'path' in at ? await openFile(at.path, 'r') : at.fd;
  const nested = nestingProblem(depth, limits, budget);
  if (nested !== undefined) {
    closeSync(fd);
    return nested;
  }
  budget.zips--;
  let zip: ZipFile | undefined;
  let entries: Entry[];
  try {
    // Names are decoded here, so that one bad name doesn't cost the whole zip.
    zip = await fromFdPromise(fd, { autoClose: false, decodeStrings: false });
    entries = await listEntries(zip, budget.entries);
    if (entries.length <= budget.entries) await requireEndBehind(fd, Number(zip.readEntryCursor));
  } catch (error) {
    if (zip !== undefined) zip.close();
    else closeSync(fd);
    if (isFileError(error)) throw error;
    return whyNotOpened(error);
  }
  const problem = declaredProblem(entries, limits, budget) ?? layoutProblem(entries);
  if (problem !== undefined) {
    zip.close();
    return problem;
  }
  budget.entries -= entries.length;
  budget.bytes -= unpackedBytes(entries);
  budget.expansion -= unpackedBytes(entries);
  const opened = zip;
  return { entries: named(entries, limits, opened), close: () => opened.close() };
}

function nestingProblem(depth: number, limits: ZipLimits, budget: ZipBudget): Refusal | undefined {
  if (depth > limits.zipNesting + 1) {
    return {
      code: 'zip-nested',
      reason: 'is a zip in a zip in a zip. Unpack the outer one and send what is in it.',
    };
  }
  return budget.zips > 0
    ? undefined
    : {
        code: 'zip-too-many',
        reason: `is one of more than the ${ZIPS_WITHIN} zips that are taken in one. Unpack the outer one.`,
      };
}

/** As yauzl says it, which names no code. */
function whyNotOpened(error: unknown): Refusal {
  const message = error instanceof Error ? error.message : '';
  if (/encryption/.test(message)) return ENCRYPTED;
  if (/multi-disk/.test(message)) return ZIP_SPLIT;
  return { code: 'zip-damaged', reason: "is a zip that can't be unpacked. Make it anew." };
}

export const ZIP_SPLIT: Refusal = {
  code: 'zip-split',
  reason: 'is one part of a split zip. Put the parts together, or unpack them all.',
};

/** Folders aside, unless they hold bytes. */
function named(entries: readonly Entry[], { fileBytes }: ZipLimits, zip: ZipFile): ZipEntry[] {
  const files = entries
    .map((entry) => ({ entry, name: nameOf(entry) }))
    .filter(({ entry, name }) => !name.endsWith('/') || entry.uncompressedSize > 0)
    .map(({ entry, name }) => ({ entry, name: name.replace(/\/+$/, '') }));
  const all = new Set(files.map(({ name }) => name));
  const taken = new Map<string, number>();
  return files.map(({ entry, name }) => ({
    name: distinctName(name, taken, (other) => all.has(other)),
    bytes: entry.uncompressedSize,
    problem: zipEntryProblem(name) ?? entryProblem(entry, fileBytes),
    stream: () => checkedStream(zip, entry),
  }));
}

const nameOf = ({ generalPurposeBitFlag, fileNameRaw, extraFields }: Entry): string =>
  getFileNameLowLevel(generalPurposeBitFlag, fileNameRaw, extraFields, false);

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
  { zipEntries, zipExpansion }: ZipLimits,
  budget: ZipBudget,
): Refusal | undefined {
  if (entries.length > budget.entries) {
    return {
      code: 'zip-too-many',
      reason: `holds more files than the ${Math.min(zipEntries, budget.entries)} that are taken at once. Send it in parts.`,
    };
  }
  const unpacked = unpackedBytes(entries);
  if (unpacked > budget.expansion) {
    return {
      code: 'zip-bomb',
      reason: `would grow to more than ${zipExpansion} times the size of what was given. Send the files unpacked.`,
    };
  }
  return unpacked > budget.bytes
    ? { code: 'too-large', reason: `would unpack to ${unpacked} bytes, too many at once. Send it in parts.` }
    : undefined;
}

const unpackedBytes = (entries: readonly Entry[]): number =>
  entries.reduce((sum, { uncompressedSize }) => sum + uncompressedSize, 0);

async function checkedStream(zip: ZipFile, entry: Entry): Promise<AsyncIterable<Uint8Array>> {
  const stream = await zip.openReadStreamPromise(entry);
  // It may fail before anyone begins to read it; then the reader gets the error, but nobody would have heard the event.
  stream.on('error', () => {});
  return checked(stream, entry.crc32);
}

/** The bytes of an entry, held against its checksum, which yauzl leaves alone: a changed bit is another Hounsfield unit. */
async function* checked(stream: AsyncIterable<Buffer>, expected: number): AsyncGenerator<Uint8Array> {
  let sum = 0;
  for await (const chunk of stream) {
    sum = crc32(chunk, sum);
    yield chunk;
  }
  if (sum !== expected) throw new RangeError('openZip: an entry does not have its checksum');
}
