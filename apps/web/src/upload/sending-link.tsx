import { useQuery } from '@tanstack/react-query';
import { openUploadsQuery } from '../api/queries.ts';
import { Link } from '../shell/link.tsx';
import { usePageUploads } from './page-uploads.ts';
import type { Upload } from './uploads.ts';

/** On pages without the list of uploads: that one is under way, or needs attention. */
export function SendingLink() {
  const uploads = usePageUploads();
  const brokenOff = useQuery(openUploadsQuery).data?.uploads.some((upload) => upload.brokenOff) ?? false;
  const has = (...states: Upload['state'][]) => uploads.some(({ state }) => states.includes(state));
  const text = has('interrupted')
    ? 'An upload was interrupted'
    : has('sending', 'collecting', 'waiting')
      ? 'Sending files'
      : brokenOff
        ? 'An upload broke off'
        : undefined;
  if (text === undefined) return null;
  return (
    <Link href="/" className="sending">
      {text}
    </Link>
  );
}
