import {
  type FileOutcome,
  fileOutcomes,
  type OpenUpload,
  openUploads,
  type UploadEnded,
  type UploadList,
  uploadEnded,
  uploadList,
  uploadStarted,
} from '@ichor/api';
import { asIchorError, readAnswer, request, unreachable } from '../api/request.ts';
import type { ChosenFile } from './chosen-file.ts';
import type { ListedFile } from './file-list.ts';
import { inParts } from './file-list.ts';

/** What an upload needs of the server. */
export interface UploadTransport {
  start(): Promise<string>;
  /** Uploads that lack files. */
  open(): Promise<readonly OpenUpload[]>;
  /** What an upload is to bring, and has; empty where nothing is missing. */
  list(uploadId: string): Promise<UploadList['files']>;
  tell(uploadId: string, files: readonly ListedFile[]): Promise<void>;
  /**
   * The outcomes; `file-gone` where the file can no longer be read, and nothing was sent.
   *
   * @throws IchorError where nothing was said of the file itself, DOMException `AbortError` where it was stopped
   */
  send(
    uploadId: string,
    chosen: ChosenFile,
    onProgress: (bytes: number) => void,
    signal: AbortSignal,
  ): Promise<readonly FileOutcome[]>;
  end(uploadId: string): Promise<UploadEnded>;
}

/** A file can no longer be read: a stick was pulled out, or the file has changed. */
export const FILE_GONE = 'file-gone';

/** Statuses that are about the file that was sent, not about the upload or the server. */
const ABOUT_THE_FILE = [400, 413, 415, 422];

export const httpTransport: UploadTransport = {
  start: async () => (await request(uploadStarted, '/api/uploads', { method: 'POST' })).uploadId,
  open: async () => (await request(openUploads, '/api/uploads')).uploads,
  list: async (uploadId) => (await request(uploadList, `/api/uploads/${uploadId}/list`)).files,
  async tell(uploadId, files) {
    for (const part of inParts(files)) {
      await request(undefined, `/api/uploads/${uploadId}/list`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ files: part }),
      });
    }
  },
  send: sendFile,
  end: (uploadId) => request(uploadEnded, `/api/uploads/${uploadId}/end`, { method: 'POST' }),
};

/** By XMLHttpRequest, since fetch does not tell how far it is; either streams the file from disk. */
function sendFile(
  uploadId: string,
  { name, file }: ChosenFile,
  onProgress: (bytes: number) => void,
  signal: AbortSignal,
): Promise<readonly FileOutcome[]> {
  return new Promise((resolve, reject) => {
    const path = `/api/uploads/${uploadId}/files?name=${encodeURIComponent(name)}`;
    const xhr = new XMLHttpRequest();
    const stop = () => xhr.abort();
    xhr.open('PUT', path);
    xhr.setRequestHeader('content-type', 'application/octet-stream');
    xhr.upload.onprogress = ({ loaded }) => onProgress(Math.min(loaded, file.size));
    xhr.onload = () => {
      try {
        resolve(readAnswer(fileOutcomes, path, xhr.status, xhr.responseText)?.files ?? []);
      } catch (error) {
        const { code, problem, remedy } = asIchorError(error);
        if (!ABOUT_THE_FILE.includes(xhr.status)) return reject(error);
        resolve([{ name, outcome: 'refused', code, reason: `${problem}. ${remedy}` }]);
      }
    };
    xhr.onerror = () => {
      isReadable(file).then(
        (readable) =>
          readable
            ? reject(unreachable())
            : resolve([
                {
                  name,
                  outcome: 'refused',
                  code: FILE_GONE,
                  reason: 'it can no longer be read from where it was: moved, changed or unplugged',
                },
              ]),
        reject,
      );
    };
    xhr.onabort = () => reject(new DOMException('stopped', 'AbortError'));
    xhr.onloadend = () => signal.removeEventListener('abort', stop);
    signal.addEventListener('abort', stop);
    if (signal.aborted) stop();
    else xhr.send(file);
  });
}

/** Browsers give a file that has gone from the disk the same error as a server that is gone. */
const isReadable = (file: File): Promise<boolean> =>
  file
    .slice(0, 1)
    .arrayBuffer()
    .then(
      () => true,
      () => false,
    );
