import { useEffect } from 'react';
import { usePageUploads } from './page-uploads.ts';

/** The browser asks before the page is closed while files are being sent: they would not be. */
export function useLeaveWarning(): void {
  const sending = usePageUploads().some(
    ({ state }) => state === 'sending' || state === 'waiting' || state === 'collecting',
  );
  useEffect(() => {
    if (!sending) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener('beforeunload', ask);
    return () => window.removeEventListener('beforeunload', ask);
  }, [sending]);
}
