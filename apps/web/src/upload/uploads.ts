import type { FileOutcome, UploadLimits } from '@ichor/api';
import { IchorError } from '@ichor/ct';
import { createStore, type StoreApi } from 'zustand/vanilla';
import { asIchorError } from '../api/request.ts';
import { counted } from '../common/counted.ts';
import { formatBytes } from '../common/format-bytes.ts';
import type { ChosenFile, Dropped } from './chosen-file.ts';
import { sendFiles } from './send-files.ts';
import { type Sample, withSample } from './time-left.ts';
import type { UploadTransport } from './upload-transport.ts';

/** One drop and how far it is. */
export interface Upload {
  readonly key: number;
  /** `collecting`: folders are being looked through. `interrupted`: it can be sent again. */
  readonly state: 'collecting' | 'sending' | 'interrupted' | 'stopped' | 'ended';
  readonly files: number;
  readonly bytes: number;
  readonly sentFiles: number;
  readonly sentBytes: number;
  readonly samples: readonly Sample[];
  readonly stored: number;
  readonly known: number;
  /** DICOMDIRs, which list other files and aren't needed. */
  readonly indexes: number;
  readonly refused: readonly FileOutcome[];
  readonly studyIds: readonly string[];
  readonly problem?: IchorError | undefined;
}

export interface Uploads {
  /** The newest first. */
  readonly uploads: readonly Upload[];
  add(dropped: Promise<readonly Dropped[]>, limits: UploadLimits | undefined): Promise<void>;
  /** What the server has not answered for goes once more; what it has after all it recognises by content. */
  sendAgain(key: number): Promise<void>;
  stop(key: number): void;
  dismiss(key: number): void;
}

const SAMPLE_MS = 250;
/** What a server says of an upload that it does not have. */
const UNKNOWN = ['upload-unknown', 'not-found'];

/** The page's uploads; they go on while other parts of the page are open. */
export function createUploads(transport: UploadTransport): StoreApi<Uploads> {
  /** What is still to be sent of each; not in the store, which is copied at each step. */
  const pending = new Map<number, Set<ChosenFile>>();
  const running = new Map<number, AbortController>();
  /** The server's name for each: what is sent again belongs to the same upload, or its studies would not be told. */
  const ids = new Map<number, string>();
  let lastKey = 0;

  return createStore<Uploads>()((set, get) => {
    const find = (key: number) => get().uploads.find((upload) => upload.key === key);
    const change = (key: number, changed: (upload: Upload) => Partial<Upload>) =>
      set(({ uploads }) => ({
        uploads: uploads.map((upload) => (upload.key === key ? { ...upload, ...changed(upload) } : upload)),
      }));

    async function send(key: number): Promise<void> {
      const files = pending.get(key)!;
      const stop = new AbortController();
      running.set(key, stop);
      let doneBytes = find(key)!.sentBytes;
      change(key, () => ({ state: 'sending', problem: undefined, samples: [] }));
      try {
        const uploadId = ids.get(key) ?? (await transport.start());
        ids.set(key, uploadId);
        await sendFiles(
          transport,
          uploadId,
          [...files],
          {
            progress: (inFlight) => change(key, (upload) => progressed(upload, doneBytes + inFlight)),
            done(chosen, outcomes) {
              files.delete(chosen);
              doneBytes += chosen.file.size;
              change(key, (upload) => answered(upload, outcomes));
            },
          },
          stop.signal,
        );
        const { studyIds } = await transport.end(uploadId);
        change(key, (upload) => ({ state: 'ended', sentBytes: upload.bytes, studyIds }));
      } catch (error) {
        // A server with another data folder knows nothing of it: the next time begins anew.
        if (UNKNOWN.includes(asIchorError(error).code)) ids.delete(key);
        change(key, () =>
          stop.signal.aborted
            ? { state: 'stopped', sentBytes: doneBytes }
            : { state: 'interrupted', sentBytes: doneBytes, problem: asIchorError(error) },
        );
      } finally {
        running.delete(key);
      }
    }

    return {
      uploads: [],
      async add(promised, limits) {
        const key = ++lastKey;
        set(({ uploads }) => ({ uploads: [newUpload(key), ...uploads] }));
        let dropped: readonly Dropped[];
        let files: readonly ChosenFile[];
        try {
          dropped = await promised;
          files = dropped.filter((one) => 'file' in one);
          if (dropped.length === 0) throw nothingDropped();
          checkLimits(files, limits);
        } catch (error) {
          pending.set(key, new Set());
          change(key, () => ({ state: 'stopped', problem: asIchorError(error) }));
          return;
        }
        const tooLarge = files.filter(({ file }) => limits !== undefined && file.size > limits.fileBytes);
        const fitting = files.filter((chosen) => !tooLarge.includes(chosen));
        pending.set(key, new Set(fitting));
        change(key, () => ({
          files: fitting.length,
          bytes: fitting.reduce((sum, { file }) => sum + file.size, 0),
          refused: [
            ...dropped.flatMap((one) => ('file' in one ? [] : [unreadable(one.name)])),
            ...tooLarge.map(({ name, file }) => ({
              name,
              outcome: 'refused' as const,
              code: 'file-too-large',
              reason: `it has ${formatBytes(file.size)}; ${formatBytes(limits?.fileBytes ?? 0)} are the most`,
            })),
          ],
        }));
        await send(key);
      },
      async sendAgain(key) {
        const state = find(key)?.state;
        if (state === 'interrupted' || state === 'stopped') await send(key);
      },
      stop: (key) => running.get(key)?.abort(),
      dismiss(key) {
        running.get(key)?.abort();
        pending.delete(key);
        ids.delete(key);
        set(({ uploads }) => ({ uploads: uploads.filter((upload) => upload.key !== key) }));
      },
    };
  });
}

const newUpload = (key: number): Upload => ({
  key,
  state: 'collecting',
  files: 0,
  bytes: 0,
  sentFiles: 0,
  sentBytes: 0,
  samples: [],
  stored: 0,
  known: 0,
  indexes: 0,
  refused: [],
  studyIds: [],
});

function progressed({ samples }: Upload, sentBytes: number): Partial<Upload> {
  const atMs = performance.now();
  const due = atMs - (samples.at(-1)?.atMs ?? Number.NEGATIVE_INFINITY) >= SAMPLE_MS;
  return { sentBytes, ...(due && { samples: withSample(samples, { atMs, bytes: sentBytes }) }) };
}

const answered = (upload: Upload, outcomes: readonly FileOutcome[]): Partial<Upload> => ({
  sentFiles: upload.sentFiles + 1,
  stored: upload.stored + outcomes.filter(({ outcome }) => outcome === 'stored').length,
  known: upload.known + outcomes.filter(({ outcome }) => outcome === 'known').length,
  indexes: upload.indexes + outcomes.filter(({ outcome }) => outcome === 'index').length,
  refused: [...upload.refused, ...outcomes.filter(({ outcome }) => outcome === 'refused')],
});

const nothingDropped = (): IchorError =>
  new IchorError({
    code: 'nothing-dropped',
    subject: 'What was dropped',
    problem: 'has no files in it',
    remedy: 'Drop DICOM or NIfTI files, a folder of them, or a zip.',
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
    remedy: 'Drop it in parts, a study at a time.',
  });
}
