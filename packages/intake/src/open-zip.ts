import { closeSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import { type Entry, fromFdPromise, getFileNameLowLevel, openPromise, type ZipFile } from 'yauzl';
import { isFileError } from './file-error.ts';
import type { Refusal } from './refusal.ts';
import { zipEntryProblem } from './zip-entry-problem.ts';

/** What a zip may be. */
export interface ZipLimits {
  /** Of one entry, unpacked. */
  readonly fileBytes: number;
  readonly zipEntries: number;
  /** How many times its size a zip may unpack to. */
  readonly zipExpansion: number;
  /** How many zips may lie around an entry's own. */
  readonly zipNesting: number;
}

/** What a zip may still unpack, with the zips in it; entries are counted down when a zip is opened, bytes by who unpacks. */
export interface ZipBudget {
  bytes: number;
  entries: number;
}

/** A zip on the disk: by its path, or as an open file, which is closed with the zip. */
export interface ZipPlace {
  readonly at: { readonly path: string } | { readonly fd: number };
  readonly bytes: number;
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

/** Less than this is no bomb, however well it is packed. */
const HARMLESS_BYTES = 16 * 2 ** 20;

export const ZIP_ENTRY_DAMAGED: Refusal = {
  code: 'zip-damaged',
  reason: "can't be unpacked: the zip is damaged here. Make it anew.",
};

/**
 * Opens a zip, or says why it is refused. What it declares is checked before a byte is unpacked: how deep it lies in others, how
 * many files it holds, what they unpack to, and where their names lead.
 *
 * @throws the operating system's error
 */
export async function openZip(
  { at, bytes, depth }: ZipPlace,
  limits: ZipLimits,
  budget: ZipBudget,
): Promise<OpenZip | Refusal> {
  if (depth > limits.zipNesting + 1) {
    return {
      code: 'zip-nested',
      reason: 'is a zip in a zip in a zip. Unpack the outer one and send what is in it.',
    };
  }
  // Names are decoded here, so that one bad name doesn't cost the whole zip.
  const options = { autoClose: false, decodeStrings: false };
  let zip: ZipFile | undefined;
  let entries: Entry[];
  try {
    zip = await ('path' in at ? openPromise(at.path, options) : fromFdPromise(at.fd, options));
    entries = await listEntries(zip, budget.entries);
  } catch (error) {
    if (zip !== undefined) zip.close();
    else if ('fd' in at) closeSync(at.fd);
    if (isFileError(error)) throw error;
    return { code: 'zip-damaged', reason: "is a zip that can't be unpacked. Make it anew." };
  }
  const problem = declaredProblem(entries, bytes, limits, budget);
  if (problem !== undefined) {
    zip.close();
    return problem;
  }
  budget.entries -= entries.length;
  const opened = zip;
  return {
    entries: entries
      .map((entry) => ({ entry, name: nameOf(entry) }))
      .filter(({ name }) => !name.endsWith('/'))
      .map(({ entry, name }) => ({
        name,
        bytes: entry.uncompressedSize,
        problem: zipEntryProblem(name) ?? entryProblem(entry, limits),
        stream: () => checkedStream(opened, entry),
      })),
    close: () => opened.close(),
  };
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
  bytes: number,
  { zipEntries, zipExpansion }: ZipLimits,
  budget: ZipBudget,
): Refusal | undefined {
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

function entryProblem(entry: Entry, { fileBytes }: ZipLimits): Refusal | undefined {
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
