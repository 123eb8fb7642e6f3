import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { pageKey } from '../api/page-key.ts';
import { serverQuery } from '../api/queries.ts';

/** Instead of a page that the server lets see nothing. The key comes in another tab: looked for when somebody comes back here. */
export function KeyNeeded() {
  const client = useQueryClient();
  const look = useRef(async () => {
    try {
      await client.fetchQuery({ ...serverQuery, staleTime: 0, retry: false });
    } catch {
      // Still refused, or away: this page goes on saying what to do.
      return;
    }
    pageKey.setState({ needed: false });
    await client.invalidateQueries();
  });
  useEffect(() => {
    const lookAgain = () => {
      if (document.visibilityState === 'visible') void look.current();
    };
    window.addEventListener('focus', lookAgain);
    document.addEventListener('visibilitychange', lookAgain);
    return () => {
      window.removeEventListener('focus', lookAgain);
      document.removeEventListener('visibilitychange', lookAgain);
    };
  }, []);
  return (
    <div className="centred" role="alert">
      <h1>
        This page needs its key: open the address that Ichor printed, or run <code>ichor open</code>
      </h1>
      <button type="button" className="button first" onClick={() => void look.current()}>
        Try again
      </button>
    </div>
  );
}
