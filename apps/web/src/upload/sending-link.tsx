import { Link } from '../shell/link.tsx';
import { usePageUploads } from './page-uploads.ts';

/** On pages without the list of uploads: that one is under way, or needs attention. */
export function SendingLink() {
  const uploads = usePageUploads();
  const sending = uploads.filter(({ state }) => state === 'sending' || state === 'collecting').length;
  const interrupted = uploads.filter(({ state }) => state === 'interrupted').length;
  if (sending + interrupted === 0) return null;
  return (
    <Link href="/" className="sending">
      {interrupted > 0 ? 'An upload was interrupted' : 'Sending files'}
    </Link>
  );
}
