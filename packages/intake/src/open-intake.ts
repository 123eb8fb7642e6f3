import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { dirname, normalize } from 'node:path';
import { fileFailure, isHandedOver } from '@ichor/files';
import { IchorError } from '@ichor/notices';
import { DiskFile } from './disk-file.ts';
import { distinctName } from './distinct-name.ts';
import { isFileError } from './file-error.ts';
import { type FileKind, fileKind, KIND_BYTES } from './file-kind.ts';
import type { IntakeFile, UnreadFile } from './intake-file.ts';
import { isClutter } from './is-clutter.ts';
import { openZip, type ZipEntry, type ZipPlace } from './open-zip.ts';
import { DISC_IMAGE_BYTES, looksLikeDicom, packedRefusal } from './packed-format.ts';
import { type ReferencedFile, ReferencedFiles } from './referenced-files.ts';
import type { Refusal } from './refusal.ts';
import { StreamFile } from './stream-file.ts';
import { TemporaryFile } from './temporary-file.ts';
import { unreadBecause } from './unread-because.ts';
import { notAFile, walkFolder } from './walk-folder.ts';
import { type ZipBudget, type ZipLimits, zipBudget } from './zip-limits.ts';
import { ZipMember } from './zip-member.ts';

const GIB = 2 ** 30;

/** For files of the user's own choice: only what can't be a study is refused. */
export const INTAKE_LIMITS: ZipLimits & { readonly zipBytes: number } = {
  fileBytes: 8 * GIB,
  zipBytes: 64 * GIB,
  zipEntries: 200_000,
  zipExpansion: 200,
  zipNesting: 1,
};

/** The path that stands for standard input. */
export const STANDARD_INPUT = '-';

/** What lies under some paths. Files stay readable until it is closed. */
export interface Intake {
  /** DICOM files and what may be some, by name. */
  readonly files: readonly IntakeFile[];
  /** NIfTI files. */
  readonly volumes: readonly IntakeFile[];
  /** What was found there and can't be read. */
  readonly unread: readonly UnreadFile[];
  /** What DICOMDIRs name; whoever reads the files knows which of it is not among them. */
  readonly referenced: readonly ReferencedFile[];
  close(): Promise<void>;
}

export interface IntakeOptions {
  readonly standardInput?: AsyncIterable<Uint8Array>;
  readonly limits?: typeof INTAKE_LIMITS;
}

/**
 * Finds every file under the paths: files, folders of any depth, zips and one zip within each, what a DICOMDIR names, and
 * standard input (`-`) or a pipe that a shell hands over, which holds a zip or one file. Only first bytes are read, which
 * say what a file is. What can't be read is listed, never fatal, and a DICOMDIR is no file of its own but an index.
 *
 * @throws IchorError 'path-not-found' where a path itself isn't there; FileFailure where it can't be looked at
 */
export async function openIntake(
  paths: readonly string[],
  { standardInput = process.stdin, limits = INTAKE_LIMITS }: IntakeOptions = {},
): Promise<Intake> {
  const finder = new Finder(limits);
  try {
    for (const path of new Set(paths)) await finder.path(path, standardInput);
  } catch (error) {
    await finder.close();
    throw error;
  }
  return finder.intake();
}

class Finder {
  readonly #limits: typeof INTAKE_LIMITS;
  readonly #found: Record<'nifti' | 'other', IntakeFile[]> = { nifti: [], other: [] };
  /** Paths that were looked at: those given may overlap. */
  readonly #paths = new Set<string>();
  /** Names of what was found: a file in a zip may have that of another, in a zip beside it. */
  readonly #names = new Map<string, number>();
  readonly #unread: UnreadFile[] = [];
  readonly #indexes: ReferencedFiles[] = [];
  /** What is to be closed, the last first. */
  readonly #open: (() => void | Promise<void>)[] = [];

  constructor(limits: typeof INTAKE_LIMITS) {
    this.#limits = limits;
  }

  intake(): Intake {
    const sorted = (files: readonly IntakeFile[]): IntakeFile[] =>
      files.toSorted((a, b) => (a.name < b.name ? -1 : 1));
    return {
      files: sorted(this.#found.other),
      volumes: sorted(this.#found.nifti),
      unread: this.#unread,
      referenced: this.#indexes.flatMap((index) => index.all()),
      close: () => this.close(),
    };
  }

  async close(): Promise<void> {
    for (const close of this.#open.splice(0).reverse()) await close();
  }

  async path(path: string, standardInput: AsyncIterable<Uint8Array>): Promise<void> {
    if (path === STANDARD_INPUT) return this.#stream('standard input', standardInput);
    const info = await stat(path).catch((cause: unknown) => {
      throw isFileError(cause) && cause.code === 'ENOENT' ? notThere(path, cause) : fileFailure(cause, path);
    });
    if (info.isDirectory()) await this.#folder(path);
    else if (info.isFile()) await this.#file(new DiskFile(normalize(path), info.size), { alone: true });
    else if (info.isFIFO() && isHandedOver(path)) await this.#stream(path, createReadStream(path));
    else this.#unread.push(info.isFIFO() ? namedPipe(path) : notAFile(path));
  }

  async #folder(folder: string): Promise<void> {
    for await (const found of walkFolder(folder)) {
      if ('code' in found) this.#unread.push(found);
      else await this.#file(found);
    }
  }

  /** @param options.alone whether it was named by the user, who means by a DICOMDIR what it names. */
  async #file(file: DiskFile, { alone = false } = {}): Promise<void> {
    if (this.#paths.has(file.name)) return;
    this.#paths.add(file.name);
    await this.#take(file, async (kind) => {
      if (kind === 'zip') {
        await this.#zip(file.name, { at: { path: file.name }, depth: 1 }, this.#budget(file.bytes));
      } else if (kind === 'dicomdir') {
        const index = await ReferencedFiles.of(file);
        this.#indexes.push(index);
        if (alone) await this.#referenced(file, index);
      } else this.#keep(kind, file);
    });
  }

  async #referenced(file: DiskFile, index: ReferencedFiles): Promise<void> {
    for await (const found of walkFolder(dirname(file.name), (name) => index.mayHold(name))) {
      if ('code' in found) this.#unread.push(found);
      else if (index.names(found.name)) await this.#file(found);
    }
  }

  async #stream(name: string, stream: AsyncIterable<Uint8Array>): Promise<void> {
    const copy = await TemporaryFile.of(stream, name, this.#limits.fileBytes);
    const file = new StreamFile(name, copy);
    let handedOn = false;
    this.#open.push(() => (handedOn ? copy.removeLeftover() : copy.close()));
    await this.#take(file, async (kind) => {
      if (kind === 'zip') {
        handedOn = true;
        await this.#zip(name, { at: { fd: copy.fd }, depth: 1 }, this.#budget(copy.bytes));
      } else if (kind === 'dicomdir') {
        this.#unread.push({
          path: name,
          code: 'dicomdir-alone',
          reason: 'is a DICOMDIR, which is of no use without the files that it names. Give its path.',
        });
      } else this.#keep(kind, file);
    });
  }

  #budget(zipBytes: number): ZipBudget {
    const { zipBytes: bytes, zipEntries: entries } = this.#limits;
    return zipBudget(this.#limits, zipBytes, { bytes, entries });
  }

  async #zip(name: string, place: ZipPlace, budget: ZipBudget): Promise<void> {
    const zip = await openZip(place, this.#limits, budget);
    if ('code' in zip) {
      this.#unread.push({ path: name, ...zip });
      return;
    }
    this.#open.push(() => zip.close());
    for (const entry of zip.entries) {
      if (entry.name.split('/').some(isClutter)) continue;
      await this.#entry(distinctName(`${name}/${entry.name}`, this.#names), entry, place, budget);
    }
  }

  async #entry(name: string, entry: ZipEntry, { depth }: ZipPlace, budget: ZipBudget): Promise<void> {
    if (entry.problem !== undefined) {
      this.#unread.push({ path: name, ...entry.problem });
      return;
    }
    const file = new ZipMember(name, entry);
    await this.#take(file, async (kind) => {
      if (kind === 'zip') {
        const copy = await TemporaryFile.of(await entry.stream(), name, entry.bytes);
        this.#open.push(() => copy.removeLeftover());
        await this.#zip(name, { at: { fd: copy.fd }, depth: depth + 1 }, budget);
      } else if (kind === 'dicomdir') this.#indexes.push(await ReferencedFiles.of(file));
      else {
        this.#keep(kind, file);
        this.#open.push(() => file.close());
      }
    });
  }

  #keep(kind: 'nifti' | 'other', file: IntakeFile): void {
    this.#found[kind].push(file);
  }

  /** Looks at the first bytes of a file and does with it what its kind asks for; a file that can't be read is listed. */
  async #take(file: IntakeFile, act: (kind: FileKind) => Promise<void>): Promise<void> {
    if (file.bytes === 0) {
      this.#unread.push({ path: file.name, code: 'file-empty', reason: 'is empty. Fetch it again.' });
      return;
    }
    try {
      const head = await file.read(0, Math.min(KIND_BYTES, file.bytes));
      const kind = await fileKind(head);
      const packed = kind === 'other' ? await packedFile(file, head) : undefined;
      if (packed === undefined) await act(kind);
      else this.#unread.push({ path: file.name, ...packed });
    } catch (error) {
      this.#unread.push(unreadBecause(file.name, error));
    }
  }
}

/** As `packedRefusal`; a disc image tells of itself only further on, which is read of what is not DICOM at first sight. */
async function packedFile(file: IntakeFile, head: Uint8Array): Promise<Refusal | undefined> {
  if (looksLikeDicom(head)) return undefined;
  const length = Math.min(DISC_IMAGE_BYTES, file.bytes);
  return packedRefusal(length > head.length ? await file.read(0, length) : head, file.name);
}

const notThere = (subject: string, cause: unknown): IchorError =>
  new IchorError({
    code: 'path-not-found',
    subject,
    problem: 'is not there',
    remedy: 'Give the path of a DICOM file, of a zip, or of a folder that holds some.',
    cause,
  });

/** To open it may wait for ever. */
const namedPipe = (path: string): UnreadFile => ({
  path,
  code: 'not-a-file',
  reason: 'is a pipe, of which nobody knows whether anything comes out. Give it as standard input: - < PIPE.',
});
