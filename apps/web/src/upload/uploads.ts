import type { FileOutcome, UploadLimits } from '@ichor/api';
import { IchorError } from '@ichor/notices';
import { createStore, type StoreApi } from 'zustand/vanilla';
import { KEY_NEEDED, keyGiven } from '../api/page-key.ts';
import { asIchorError, isPassing } from '../api/request.ts';
import { counted } from '../common/counted.ts';
import { formatBytes } from '../common/format-bytes.ts';
import type { ChosenFile, Dropped } from './chosen-file.ts';
import { asListed, listedFile, withOwnNames } from './file-list.ts';
import { checkChosen, findResumable } from './resume.ts';
import { sendFiles } from './send-files.ts';
import { type Sample, withSample } from './time-left.ts';
import { FILE_GONE, type UploadTransport } from './upload-transport.ts';

/** One drop and how far it is. */
export interface Upload {
  readonly key: number;
  /** The server's name for it, once it has one. */
  readonly id?: string | undefined;
  /**
   * `collecting`: folders are being looked through. `waiting`: the server is away, and it goes on by itself. `interrupted`: it
   * can be sent again.
   */
  readonly state: 'collecting' | 'sending' | 'waiting' | 'interrupted' | 'stopped' | 'ended';
  readonly files: number;
  readonly bytes: number;
  /** Files that the server has. */
  readonly sentFiles: number;
  readonly sentFileBytes: number;
  /** With what is on its way. */
  readonly sentBytes: number;
  readonly samples: readonly Sample[];
  readonly stored: number;
  readonly known: number;
  /** DICOMDIRs, which list other files and aren't needed. */
  readonly indexes: number;
  readonly refused: readonly FileOutcome[];
  /** Files that could be opened when they were dropped, and no longer when it was their turn. */
  readonly gone: readonly FileOutcome[];
  readonly studyIds: readonly string[];
  readonly problem?: IchorError | undefined;
}

export interface Uploads {
  /** The newest first. */
  readonly uploads: readonly Upload[];
  /**
   * Sends what was dropped. Where an upload of it broke off, only what the server lacks is sent.
   *
   * @param resume the upload that a person chose it for
   */
  add(dropped: Promise<readonly Dropped[]>, limits: UploadLimits | undefined, resume?: string): Promise<void>;
  /** What the server has not answered for goes once more; what it has after all it recognises by content. */
  sendAgain(key: number): Promise<void>;
  stop(key: number): void;
  dismiss(key: number): void;
}

const SAMPLE_MS = 250;
/** A server that is away is asked again after these times, and then each time after the last. */
const RETRY_MS: readonly number[] = [500, 1_000, 2_000];
/** What a server says of an upload that it does not have. */
const UNKNOWN = ['upload-unknown', 'not-found'];

/** What an upload needs beside what is shown of it; not in the store, which is copied at each step. */
interface Sending {
  /** With what can't be opened: it is missing too. */
  readonly dropped: readonly Dropped[];
  readonly resume: string | undefined;
  /** As it was before anything was sent. */
  readonly begun: Partial<Upload>;
  /** What is still to be sent. */
  pending: Set<ChosenFile>;
}

/** The page's uploads; they go on while other parts of the page are open. */
export function createUploads(transport: UploadTransport, retryMs = RETRY_MS): StoreApi<Uploads> {
  const sendings = new Map<number, Sending>();
  const running = new Map<number, AbortController>();
  let lastKey = 0;

  return createStore<Uploads>()((set, get) => {
    const find = (key: number) => get().uploads.find((upload) => upload.key === key);
    const change = (key: number, changed: (upload: Upload) => Partial<Upload>) =>
      set(({ uploads }) => ({
        uploads: uploads.map((upload) => (upload.key === key ? { ...upload, ...changed(upload) } : upload)),
      }));
    const remove = (key: number) => {
      running.get(key)?.abort();
      sendings.delete(key);
      set(({ uploads }) => ({ uploads: uploads.filter((upload) => upload.key !== key) }));
    };

    /** The server's upload to send into: the one begun, one that broke off, or a new one. */
    async function uploadIdOf(key: number, { dropped, resume }: Sending): Promise<string> {
      const begun = find(key)?.id;
      if (begun !== undefined) return begun;
      if (resume !== undefined) await checkChosen(transport, resume, dropped);
      const busy = new Set(get().uploads.flatMap(({ key, id = '' }) => (running.has(key) ? [id] : [])));
      const id = resume ?? (await findResumable(transport, dropped, busy)) ?? (await transport.start());
      // What is shown of it already, this one goes on with.
      for (const other of get().uploads) if (other.id === id && !running.has(other.key)) remove(other.key);
      change(key, () => ({ id }));
      return id;
    }

    /** Sends what the server does not have. */
    async function sendRest(key: number, sending: Sending, signal: AbortSignal): Promise<void> {
      const { dropped, pending, begun } = sending;
      const isRefused = ({ name }: Dropped) => begun.refused?.some((refused) => refused.name === name);
      const uploadId = await uploadIdOf(key, sending);
      const list = new Map((await transport.list(uploadId)).map((file) => [file.name, file]));
      change(key, () => ({ state: 'sending' }));
      const nameOf = asListed(
        [...list.keys()],
        dropped.map(({ name }) => name),
      );
      for (const chosen of [...pending]) {
        const { sha256 = null, bytes } = list.get(nameOf(chosen.name)) ?? {};
        if (sha256 === null || bytes !== chosen.file.size) continue;
        pending.delete(chosen);
        change(key, (upload) => answered(upload, chosen, []));
      }
      // Before the first of them is sent: a study is then never taken for whole while some are missing.
      // What can't be sent is missing too; what could no longer be read is on the list already.
      const toCome = dropped.filter((one) => !('file' in one) || pending.has(one) || isRefused(one));
      await transport.tell(
        uploadId,
        toCome.map((one) => ({ ...listedFile(one), name: nameOf(one.name) })),
      );
      signal.throwIfAborted();
      const named = new Map([...pending].map((one) => [{ ...one, name: nameOf(one.name) }, one]));
      await sendFiles(
        transport,
        uploadId,
        [...named.keys()],
        {
          progress: (inFlight) => change(key, (upload) => progressed(upload, inFlight)),
          done(chosen, outcomes) {
            pending.delete(named.get(chosen)!);
            change(key, (upload) => answered(upload, chosen, outcomes));
          },
        },
        signal,
      );
      const { studyIds, stored, known } = await transport.end(uploadId);
      change(key, () => ({ state: 'ended', studyIds, stored, known }));
    }

    /** Sends until all is sent, however often the server is away meanwhile. */
    async function send(key: number): Promise<void> {
      const sending = sendings.get(key)!;
      const stop = new AbortController();
      running.set(key, stop);
      change(key, () => ({ state: 'sending', problem: undefined, samples: [] }));
      let failures = 0;
      let begunAnew = false;
      while (!stop.signal.aborted) {
        const sentBefore = find(key)?.sentFiles;
        try {
          await sendRest(key, sending, stop.signal);
          break;
        } catch (error) {
          change(key, ({ sentFileBytes }) => ({ sentBytes: sentFileBytes, samples: [] }));
          if (stop.signal.aborted) break;
          const problem = asIchorError(error);
          if (UNKNOWN.includes(problem.code) && !begunAnew) {
            // A server with another data folder: it has none of the files.
            begunAnew = true;
            sending.pending = filesToSend(sending.dropped, sending.begun.refused);
            change(key, () => ({ ...sending.begun, id: undefined }));
          } else if (isPassing(problem) || problem.code === KEY_NEEDED) {
            change(key, () => ({ state: 'waiting' }));
            failures = find(key)?.sentFiles === sentBefore ? failures + 1 : 1;
            await resting(retryMs[Math.min(failures, retryMs.length) - 1] ?? 0, stop.signal);
            // However long that takes: the files are still at hand.
            await keyGiven(stop.signal);
          } else {
            change(key, () => ({ state: 'interrupted', problem }));
            break;
          }
        }
      }
      running.delete(key);
      if (stop.signal.aborted) change(key, () => ({ state: 'stopped' }));
    }

    return {
      uploads: [],
      async add(promised, limits, resume) {
        const key = ++lastKey;
        set(({ uploads }) => ({ uploads: [newUpload(key), ...uploads] }));
        let dropped: readonly Dropped[];
        try {
          dropped = withOwnNames(await promised);
          if (dropped.length === 0) throw nothingDropped();
          checkLimits(
            dropped.filter((one) => 'file' in one),
            limits,
          );
        } catch (error) {
          change(key, () => ({ state: 'stopped', problem: asIchorError(error) }));
          return;
        }
        const refused = dropped.flatMap((one) => refusedHere(one, limits));
        const pending = filesToSend(dropped, refused);
        const begun: Partial<Upload> = {
          ...newUpload(key),
          files: pending.size,
          bytes: [...pending].reduce((sum, { file }) => sum + file.size, 0),
          refused,
        };
        sendings.set(key, { dropped, resume, begun, pending });
        change(key, () => begun);
        await send(key);
      },
      async sendAgain(key) {
        const state = find(key)?.state;
        if (state === 'interrupted' || state === 'stopped') await send(key);
      },
      stop: (key) => running.get(key)?.abort(),
      dismiss: remove,
    };
  });
}

const newUpload = (key: number): Upload => ({
  key,
  state: 'collecting',
  files: 0,
  bytes: 0,
  sentFiles: 0,
  sentFileBytes: 0,
  sentBytes: 0,
  samples: [],
  stored: 0,
  known: 0,
  indexes: 0,
  refused: [],
  gone: [],
  studyIds: [],
});

function progressed({ samples, sentFileBytes }: Upload, inFlight: number): Partial<Upload> {
  const sentBytes = sentFileBytes + inFlight;
  const atMs = performance.now();
  const due = atMs - (samples.at(-1)?.atMs ?? Number.NEGATIVE_INFINITY) >= SAMPLE_MS;
  return { sentBytes, ...(due && { samples: withSample(samples, { atMs, bytes: sentBytes }) }) };
}

/** What became of a file; without outcomes one that the server has already. */
function answered(upload: Upload, { file }: ChosenFile, outcomes: readonly FileOutcome[]): Partial<Upload> {
  if (outcomes.some(({ code }) => code === FILE_GONE)) return { gone: [...upload.gone, ...outcomes] };
  const count = (kind: FileOutcome['outcome']) => outcomes.filter(({ outcome }) => outcome === kind).length;
  const sentFileBytes = upload.sentFileBytes + file.size;
  return {
    refused: [...upload.refused, ...outcomes.filter(({ outcome }) => outcome === 'refused')],
    sentFiles: upload.sentFiles + 1,
    sentFileBytes,
    sentBytes: Math.max(upload.sentBytes, sentFileBytes),
    stored: upload.stored + count('stored'),
    known: upload.known + count('known'),
    indexes: upload.indexes + count('index'),
  };
}

/** What of a drop is not sent at all. */
function refusedHere(dropped: Dropped, limits: UploadLimits | undefined): FileOutcome[] {
  if (!('file' in dropped)) return [unreadable(dropped.name)];
  const { name, file } = dropped;
  if (limits === undefined || file.size <= limits.fileBytes) return [];
  const reason = `it has ${formatBytes(file.size)}; ${formatBytes(limits.fileBytes)} are the most`;
  return [{ name, outcome: 'refused', code: 'file-too-large', reason }];
}

function filesToSend(dropped: readonly Dropped[], refused: readonly FileOutcome[] = []): Set<ChosenFile> {
  const names = new Set(refused.map(({ name }) => name));
  return new Set(dropped.filter((one) => 'file' in one).filter(({ name }) => !names.has(name)));
}

/** Resolves after a time, or as soon as it is stopped. */
function resting(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done);
  });
}

const nothingDropped = (): IchorError =>
  new IchorError({
    code: 'nothing-dropped',
    subject: 'What was dropped',
    problem: 'has no files in it',
  });

const unreadable = (name: string): FileOutcome => ({
  name,
  outcome: 'refused',
  code: 'file-unreadable',
  reason: 'it cannot be opened. Look whether you may read it, and drop it again',
});

/** What the server would refuse as a whole is not sent at all. */
function checkLimits(files: readonly ChosenFile[], limits: UploadLimits | undefined): void {
  if (!limits) return;
  const bytes = files.reduce((sum, { file }) => sum + file.size, 0);
  if (files.length <= limits.uploadFiles && bytes <= limits.uploadBytes) return;
  throw new IchorError({
    code: 'upload-too-large',
    subject: 'What was dropped',
    problem: `has ${counted(files.length, 'file')} and ${formatBytes(bytes)}; ${counted(limits.uploadFiles, 'file')} and ${formatBytes(limits.uploadBytes)} are the most`,
  });
}
