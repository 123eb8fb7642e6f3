import { type FileOutcome, fileOutcomes, type UploadEnded, uploadEnded, uploadStarted } from '@ichor/api';
import { asIchorError, readAnswer, request, unreachable } from '../api/request.ts';
import type { ChosenFile } from './chosen-file.ts';

/** What an upload needs of the server. */
export interface UploadTransport {
  start(): Promise<string>;
  /** @throws IchorError where nothing was said of the file itself, DOMException `AbortError` where it was stopped */
  send(
    uploadId: string,
    chosen: ChosenFile,
    onProgress: (bytes: number) => void,
    signal: AbortSignal,
  ): Promise<readonly FileOutcome[]>;
  end(uploadId: string): Promise<UploadEnded>;
}

/** Statuses that are about the file that was sent, not about the upload or the server. */
const ABOUT_THE_FILE = [400, 413, 415, 422];

export const httpTransport: UploadTransport = {
  start: async () => (await request(uploadStarted, '/api/uploads', { method: 'POST' })).uploadId,
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
                  code: 'file-gone',
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
