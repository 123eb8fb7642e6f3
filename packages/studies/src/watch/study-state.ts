import { createHash } from 'node:crypto';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { writeWhole } from '@ichor/files';

const SCHEMA = 'ichor-watch-state/1';

/** A file as it lay in the folder. */
export interface FileStamp {
  /** Relative to the folder that is watched. */
  readonly path: string;
  readonly bytes: number;
  readonly modifiedMs: number;
}

/** A file that went into a result: its name and time tell quickly, its content tells surely. Paths are hashed: they may name a patient. */
interface UsedFile {
  readonly path: string;
  readonly bytes: number;
  readonly modifiedMs: number;
  readonly content: string;
}

export type ResultName = 'report.json' | 'error.json';

/**
 * What a study's result was made of, in OUT/<study>/state.json. It is written before the result, with the result's hash, and
 * counts only once that is there: wherever the process dies, a result that can be seen is never made again, and one that can't
 * be seen always is.
 */
export class StudyState {
  readonly #folder: string;
  #used: readonly UsedFile[];

  private constructor(folder: string, used: readonly UsedFile[]) {
    this.#folder = folder;
    this.#used = used;
  }

  /** What is known of a study from its folder; of one without a result, nothing. */
  static async load(folder: string): Promise<StudyState> {
    const state = await readState(join(folder, 'state.json'));
    const result = state && (await readFile(join(folder, state.result)).catch(absent));
    const holds = result !== undefined && hash(result) === state?.resultSha256;
    // An error says that the report before it no longer stands; its writer may have died before it was gone.
    if (holds && state?.result === 'error.json') await rm(join(folder, 'report.json'), { force: true });
    return new StudyState(folder, holds ? state!.files : []);
  }

  /** Whether the result was made of all these files, by their names and times alone. */
  coversStamps(files: readonly FileStamp[]): boolean {
    const used = new Set(this.#used.map(stampKey));
    return files.every((file) => used.has(stampKey({ ...file, path: hash(file.path) })));
  }

  /** Whether the result was made of all these files, or of others with their content. */
  coversContents(files: readonly StampedContent[]): boolean {
    const contents = new Set(this.#used.map(({ content }) => content));
    return files.length > 0 && files.every(({ content }) => contents.has(content));
  }

  /** Files that the result covers by their content are known by their names and times from now on. */
  async restamp(files: readonly StampedContent[]): Promise<void> {
    const state = await readState(join(this.#folder, 'state.json'));
    if (state === undefined) return;
    // Content that is gone from the folder went into the result all the same.
    const used = [...files.map(usedFile), ...state.files];
    await this.#write({ ...state, files: [...new Map(used.map((file) => [stampKey(file), file])).values()] });
  }

  /** Writes a result so that it is whole, and known to be made of these files, from the moment that it appears. */
  async publish(name: ResultName, text: string, files: readonly StampedContent[]): Promise<void> {
    await this.#write({ result: name, resultSha256: hash(text), files: files.map(usedFile) });
    await writeWhole(join(this.#folder, name), text);
    const other = name === 'report.json' ? 'error.json' : 'report.json';
    await rm(join(this.#folder, other), { force: true });
  }

  async #write(state: State): Promise<void> {
    await writeWhole(join(this.#folder, 'state.json'), `${JSON.stringify({ schema: SCHEMA, ...state })}\n`);
    this.#used = state.files;
  }
}

/** A file and the hash of what is in it. */
export interface StampedContent extends FileStamp {
  readonly content: string;
}

export const hash = (content: string | Uint8Array): string =>
  createHash('sha256').update(content).digest('hex').slice(0, 32);

interface State {
  readonly result: ResultName;
  readonly resultSha256: string;
  readonly files: readonly UsedFile[];
}

const usedFile = ({ path, bytes, modifiedMs, content }: StampedContent): UsedFile => ({
  path: hash(path),
  bytes,
  modifiedMs,
  content,
});

const stampKey = ({ path, bytes, modifiedMs }: FileStamp): string => `${path} ${bytes} ${modifiedMs}`;

/** Undefined where there is none, or one that this program did not write: then the study is read again. */
async function readState(path: string): Promise<State | undefined> {
  const text = await readFile(path, 'utf8').catch(absent);
  if (text === undefined) return undefined;
  try {
    const state = JSON.parse(text) as State & { readonly schema: string };
    const known = state.schema === SCHEMA && ['report.json', 'error.json'].includes(state.result);
    return known && Array.isArray(state.files) ? state : undefined;
  } catch {
    return undefined;
  }
}

function absent(error: unknown): undefined {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
  throw error;
}
