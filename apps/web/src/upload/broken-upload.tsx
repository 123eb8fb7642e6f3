import type { OpenUpload } from '@ichor/api';
import { counted } from '../common/counted.ts';
import { Link } from '../shell/link.tsx';
import { MissingFilesButtons } from './missing-files-buttons.tsx';

/** An upload that broke off earlier, or in another window: the server knows of it, and this page has none of its files. */
export function BrokenUpload({ upload }: { upload: OpenUpload }) {
  const { startedAt, studyIds } = upload;
  return (
    <div className="upload">
      <div className="head">
        <strong role="status">{missingText(upload)}</strong>
        <span className="quiet">
          begun <time dateTime={startedAt}>{new Date(startedAt).toLocaleString('en-GB', SHORT)}</time>
        </span>
        <span className="buttons">
          {studyIds.length === 1 && (
            <Link href={`/studies/${studyIds[0]}`} className="button">
              Open the study
            </Link>
          )}
        </span>
      </div>
      <MissingFilesButtons upload={upload} />
    </div>
  );
}

const SHORT = { dateStyle: 'medium', timeStyle: 'short' } as const;

/** What has become of an upload that broke off, in words. */
const missingText = ({ files, missing }: Pick<OpenUpload, 'files' | 'missing'>): string =>
  missing === files
    ? `An upload of ${counted(files, 'file')} broke off before any arrived.`
    : `An upload of ${counted(files, 'file')} broke off: ${missing.toLocaleString('en')} ${missing === 1 ? 'is' : 'are'} missing.`;
