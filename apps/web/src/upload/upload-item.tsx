import type { OpenUpload } from '@ichor/api';
import { counted } from '../common/counted.ts';
import { formatBytes } from '../common/format-bytes.ts';
import { formatDuration } from '../common/format-duration.ts';
import { Problem } from '../common/problem.tsx';
import { Link } from '../shell/link.tsx';
import { MissingFilesButtons } from './missing-files-buttons.tsx';
import { pageUploads } from './page-uploads.ts';
import { Refusals } from './refusals.tsx';
import { timeLeftMs } from './time-left.ts';
import type { Upload } from './uploads.ts';

/** An upload of this page. `lacking`: as the server has it, where all was sent that can be, and files are missing. */
export function UploadItem({ upload, lacking }: { upload: Upload; lacking: OpenUpload | undefined }) {
  const { key, state, bytes, sentBytes, problem, studyIds, refused, gone } = upload;
  const { sendAgain, stop, dismiss } = pageUploads.getState();
  const begun = bytes > 0;
  const ended = state === 'ended';
  return (
    <div className="upload">
      <div className="head">
        {/* Said when the state changes, not at each byte. */}
        <strong role="status" className={ended && lacking ? 'bad' : undefined}>
          {ended && lacking
            ? `${lacking.missing.toLocaleString('en')} of ${counted(lacking.files, 'file')} did not arrive`
            : HEADLINES[state](upload)}
        </strong>
        {begun && !ended && <span className="quiet">{progressText(upload)}</span>}
        {ended && <span className="quiet">{outcomeText(upload)}</span>}
        <span className="buttons">
          {ended && studyIds.length === 1 && (
            <Link href={`/studies/${studyIds[0]}`} className={lacking ? 'button' : 'button first'}>
              Open the study
            </Link>
          )}
          {(state === 'interrupted' || (state === 'stopped' && begun)) && (
            <button type="button" className="button first" onClick={() => void sendAgain(key)}>
              Send again
            </button>
          )}
          {state === 'sending' || state === 'waiting' ? (
            <button type="button" className="button" onClick={() => stop(key)}>
              Stop
            </button>
          ) : (
            !(ended && lacking) && (
              <button type="button" className="button" onClick={() => dismiss(key)}>
                Hide
              </button>
            )
          )}
        </span>
      </div>
      {begun && !ended && <progress aria-label="Sent" max={bytes} value={sentBytes} />}
      {state === 'waiting' && (
        <p>The server does not answer. The files that are left are sent by themselves when it is back.</p>
      )}
      {problem && <Problem error={problem} />}
      {ended && lacking && <MissingFilesButtons upload={lacking} />}
      <Refusals files={gone} what="can no longer be read" />
      <Refusals files={refused} />
    </div>
  );
}

const HEADLINES: Record<Upload['state'], (upload: Upload) => string> = {
  collecting: () => 'Looking through what was dropped',
  sending: ({ files }) => `Sending ${counted(files, 'file')}`,
  waiting: () => 'Waiting for the server',
  interrupted: () => 'Interrupted',
  stopped: ({ bytes }) => (bytes > 0 ? 'Stopped' : 'Not sent'),
  ended: ({ studyIds }) =>
    studyIds.length === 0 ? 'No study in it' : `Sent: ${counted(studyIds.length, 'study', 'studies')}`,
};

function progressText({ sentBytes, bytes, sentFiles, files, samples, state }: Upload): string {
  const left = state === 'sending' ? timeLeftMs(samples, bytes - sentBytes) : undefined;
  return [
    `${formatBytes(sentBytes)} of ${formatBytes(bytes)}`,
    `${sentFiles} of ${counted(files, 'file')}`,
    ...(left === undefined ? [] : [`${formatDuration(left)} left`]),
  ].join(', ');
}

function outcomeText({ stored, known, indexes, refused }: Upload): string {
  return [
    `${counted(stored, 'file')} stored`,
    ...(known > 0 ? [`${known} here already`] : []),
    ...(indexes > 0 ? [`${counted(indexes, 'index', 'indexes')} (DICOMDIR) not needed`] : []),
    ...(refused.length > 0 ? [`${refused.length} not taken`] : []),
  ].join(', ');
}
