import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Series } from '@ichor/ct';
import { isFileFailure, uidFolder } from '@ichor/files';
import type { OpenBundle } from '@ichor/inference';
import { DiskFile, isFileError } from '@ichor/intake';
import { IchorError, isIchorError } from '@ichor/notices';
import { formatStudyReport, type StudyReport } from '@ichor/report';
import { analyzeStudy } from '../analyze/analyze-study.ts';
import { findStudies } from '../source/find-studies.ts';
import { Incoming, type IncomingStudy, type Look } from './incoming.ts';
import { type FileStamp, hash, type StampedContent, StudyState } from './study-state.ts';
import type { WatchEvent } from './watch-events.ts';

export interface WatchOptions {
  readonly opened: OpenBundle;
  /** Seconds without a new or changed file after which a study is read. */
  readonly quietSeconds: number;
  readonly onEvent: (event: WatchEvent) => void;
  /** Ends the watch: at once while it waits, within a batch of slices while it reads; nothing half done is left. */
  readonly signal: AbortSignal;
}

const SHORTEST_PAUSE_MS = 20;
const LONGEST_PAUSE_MS = 5000;

/**
 * Reads each study that arrives in a folder, once it has been quiet, into OUT/<studyInstanceUid>/report.json, or error.json
 * where that fails. A study that grows is read again. What was read before is known from OUT alone, so that a process which
 * died is followed by one that goes on where it stopped.
 *
 * Returns when the signal is aborted.
 */
export async function watchFolder(input: string, output: string, options: WatchOptions): Promise<void> {
  const { quietSeconds, onEvent, signal } = options;
  const quietMs = quietSeconds * 1000;
  const pauseMs = Math.min(LONGEST_PAUSE_MS, Math.max(SHORTEST_PAUSE_MS, quietMs / 5));
  const watch = new Watch(input, output, options);
  onEvent({ event: 'watching', quietSeconds });
  while (!signal.aborted) {
    await watch.round(quietMs);
    await sleep(pauseMs, undefined, { signal }).catch(() => {});
  }
  onEvent({ event: 'stopped' });
}

class Watch {
  readonly #input: string;
  readonly #output: string;
  readonly #options: WatchOptions;
  readonly #incoming: Incoming;
  readonly #states = new Map<string, StudyState>();
  /** When the files were last changed of a study that is done, or given up until it changes. */
  readonly #settledAt = new Map<string, number>();
  /** The same for a study that was said to have arrived. */
  readonly #announcedAt = new Map<string, number>();
  /** The same for a study that was said to have failed. */
  readonly #failedAt = new Map<string, number>();
  #ignored = '{}';
  #away = false;

  constructor(input: string, output: string, options: WatchOptions) {
    this.#input = input;
    this.#output = output;
    this.#options = options;
    this.#incoming = new Incoming(input);
  }

  /** Looks once, and reads what is due. */
  async round(quietMs: number): Promise<void> {
    const look = await this.#look(quietMs);
    if (look === undefined) return;
    this.#tellIgnored(look);
    for (const study of look.studies) {
      if (this.#options.signal.aborted) return;
      if (await this.#isDone(study)) continue;
      if (performance.now() - study.changedAt >= quietMs) await this.#read(study);
    }
  }

  /** Undefined while the folder is away, such as a share that is not mounted. */
  async #look(quietMs: number): Promise<Look | undefined> {
    const { onEvent } = this.#options;
    try {
      const look = await this.#incoming.look(quietMs);
      if (this.#away) onEvent({ event: 'input-back' });
      this.#away = false;
      return look;
    } catch (error) {
      if (!isIchorError(error) && !isFileError(error)) throw error;
      if (!this.#away) onEvent({ event: 'input-away', code: error.code });
      this.#away = true;
      return undefined;
    }
  }

  #tellIgnored({ ignored }: Look): void {
    const text = JSON.stringify(ignored, Object.keys(ignored).sort());
    if (text === this.#ignored) return;
    this.#ignored = text;
    this.#options.onEvent({ event: 'ignored', files: ignored });
  }

  /** Whether there is nothing to do for a study; says once that it has arrived where there is. */
  async #isDone(study: IncomingStudy): Promise<boolean> {
    const { studyInstanceUid: uid, files, changedAt } = study;
    if (this.#settledAt.get(uid) === changedAt) return true;
    if (this.#announcedAt.get(uid) === changedAt) return false;
    if ((await this.#state(uid)).coversStamps(files)) {
      this.#settledAt.set(uid, changedAt);
      return true;
    }
    // A study that is still coming was announced when its first files came.
    const waiting = (this.#announcedAt.get(uid) ?? -1) > (this.#settledAt.get(uid) ?? -1);
    this.#announcedAt.set(uid, changedAt);
    if (!waiting) this.#options.onEvent({ event: 'arrived', studyInstanceUid: uid, files: files.length });
    return false;
  }

  async #state(uid: string): Promise<StudyState> {
    const state = this.#states.get(uid) ?? (await StudyState.load(join(this.#output, uidFolder(uid))));
    this.#states.set(uid, state);
    return state;
  }

  async #read(study: IncomingStudy): Promise<void> {
    const { studyInstanceUid, changedAt } = study;
    try {
      const files = await contents(this.#input, study.files);
      const state = await this.#state(studyInstanceUid);
      // The same files under other names, or sent once more.
      if (state.coversContents(files)) await state.restamp(files);
      else await this.#publish(study, files, state);
    } catch (error) {
      if (error instanceof Stopped) return;
      if (this.#failedAt.get(studyInstanceUid) !== changedAt)
        this.#options.onEvent({ event: 'failed', studyInstanceUid, code: codeOf(error) });
      this.#failedAt.set(studyInstanceUid, changedAt);
      // A share that stumbles, or a full disk, may be well again at the next round.
      if (isFileError(error) || isFileFailure(error)) return;
    }
    this.#settledAt.set(studyInstanceUid, changedAt);
  }

  async #publish(
    { studyInstanceUid }: IncomingStudy,
    files: readonly StampedContent[],
    state: StudyState,
  ): Promise<void> {
    const { onEvent } = this.#options;
    const started = performance.now();
    onEvent({ event: 'reading', studyInstanceUid, files: files.length });
    let report: StudyReport;
    try {
      report = await this.#report(studyInstanceUid, files);
    } catch (error) {
      if (error instanceof Stopped) throw error;
      await state.publish('error.json', errorText(studyInstanceUid, error), files);
      throw error;
    }
    await state.publish('report.json', formatStudyReport(report), files);
    const [result] = report.studies;
    onEvent({
      event: 'read',
      studyInstanceUid,
      files: files.length,
      answer: result!.answer,
      calls: result!.calls.map(({ type }) => type),
      milliseconds: Math.round(performance.now() - started),
    });
  }

  async #report(studyInstanceUid: string, files: readonly FileStamp[]): Promise<StudyReport> {
    const { opened, signal } = this.#options;
    const stopIfAborted = () => {
      if (signal.aborted) throw new Stopped();
    };
    const { studies, unread } = await findStudies(
      {
        files: files.map(({ path, bytes }) => new DiskFile(join(this.#input, path), bytes)),
        unread: [],
        referenced: [],
      },
      stopIfAborted,
    );
    const { report } = await analyzeStudy(opened, studies.get(studyInstanceUid) ?? { series: [] }, {
      onFile: stopIfAborted,
      onProgress: stopIfAborted,
      onRead: (series) => refuseUnfit(studyInstanceUid, series),
    });
    return { ...report, unreadableFiles: unread.length + report.unreadableFiles };
  }
}

/** The signal was aborted in the middle of a study. */
class Stopped extends Error {
  override readonly name = 'Stopped';
}

function refuseUnfit(subject: string, series: readonly Series[]): void {
  // Some exports give studies of different patients one UID: nobody can say whose answer it would be.
  if (new Set(series.map(({ patientId }) => patientId)).size > 1) {
    throw new IchorError({
      code: 'patient-mixed',
      subject,
      problem: 'has series that name different patients',
    });
  }
  if (series.length === 0) {
    throw new IchorError({
      code: 'no-ct-series',
      subject,
      problem: 'holds no series of CT images',
    });
  }
}

async function contents(folder: string, files: readonly FileStamp[]): Promise<StampedContent[]> {
  const hashed: StampedContent[] = [];
  for (const { path, bytes, modifiedMs } of files) {
    const content = hash(await readFile(join(folder, path)));
    hashed.push({ path, bytes, modifiedMs, content });
  }
  return hashed;
}

const codeOf = (error: unknown): string =>
  isIchorError(error) || isFileError(error) ? error.code : 'internal-error';

/** An error for those who look into the folder: what is wrong and what to do. */
function errorText(studyInstanceUid: string, error: unknown): string {
  const known = isIchorError(error);
  const problem = known ? error.problem : error instanceof Error ? error.message : String(error);
  const remedy = known ? error.remedy : 'Send the study again; if that fails too, tell those who made Ichor.';
  return `${JSON.stringify({ schema: 'ichor-watch-error/1', studyInstanceUid, code: codeOf(error), problem, remedy }, null, 2)}\n`;
}
