import { counted } from '../common/counted.ts';
import { formatBytes } from '../common/format-bytes.ts';
import { formatDuration } from '../common/format-duration.ts';
import { Problem } from '../common/problem.tsx';
import { Link } from '../shell/link.tsx';
import { pageUploads, usePageUploads } from './page-uploads.ts';
import { Refusals } from './refusals.tsx';
import { timeLeftMs } from './time-left.ts';
import './upload-list.css';
import type { Upload } from './uploads.ts';

/** What was dropped and how far it is. */
export function UploadList() {
  const uploads = usePageUploads();
  if (uploads.length === 0) return null;
  return (
    <section aria-label="Uploads" className="uploads">
      {uploads.map((upload) => (
        <UploadItem key={upload.key} upload={upload} />
      ))}
    </section>
  );
}

function UploadItem({ upload }: { upload: Upload }) {
  const { key, state, bytes, sentBytes, problem, studyIds, refused } = upload;
  const { sendAgain, stop, dismiss } = pageUploads.getState();
  const begun = bytes > 0;
  return (
    <div className="upload">
      <div className="head">
        {/* Said when the state changes, not at each byte. */}
        <strong role="status">{HEADLINES[state](upload)}</strong>
        {begun && state !== 'ended' && <span className="quiet">{progressText(upload)}</span>}
        {state === 'ended' && <span className="quiet">{outcomeText(upload)}</span>}
        <span className="buttons">
          {state === 'ended' && studyIds.length === 1 && (
            <Link href={`/studies/${studyIds[0]}`} className="button first">
              Open the study
            </Link>
          )}
          {(state === 'interrupted' || (state === 'stopped' && begun)) && (
            <button type="button" className="button first" onClick={() => void sendAgain(key)}>
              Send again
            </button>
          )}
          {state === 'sending' ? (
            <button type="button" className="button" onClick={() => stop(key)}>
              Stop
            </button>
          ) : (
            <button type="button" className="button" onClick={() => dismiss(key)}>
              Hide
            </button>
          )}
        </span>
      </div>
      {begun && state !== 'ended' && <progress aria-label="Sent" max={bytes} value={sentBytes} />}
      {problem && <Problem error={problem} />}
      <Refusals files={refused} />
    </div>
  );
}

const HEADLINES: Record<Upload['state'], (upload: Upload) => string> = {
  collecting: () => 'Looking through what was dropped',
  sending: ({ files }) => `Sending ${counted(files, 'file')}`,
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
