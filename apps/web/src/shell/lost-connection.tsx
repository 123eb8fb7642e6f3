import { useEffect, useState } from 'react';

/** A moment without a line is no news: servers restart. */
const PATIENCE_MS = 1_500;

/** Says that what is on the screen may be old, as long as the server's events don't arrive. */
export function LostConnection({ lost }: { lost: boolean }) {
  const [shown, setShown] = useState(false);
  useEffect(() => {
    if (!lost) return setShown(false);
    const timer = setTimeout(() => setShown(true), PATIENCE_MS);
    return () => clearTimeout(timer);
  }, [lost]);
  // The region is always there: screen readers announce changes of it, not its coming.
  return (
    <div role="status">
      {shown && (
        <p className="lost">
          The server does not answer: what you see may be old. If it was stopped, start it again with{' '}
          <code>npm start</code>; this page goes on by itself.
        </p>
      )}
    </div>
  );
}
