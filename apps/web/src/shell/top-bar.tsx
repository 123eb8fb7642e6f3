import { SendingLink } from '../upload/sending-link.tsx';
import { Link } from './link.tsx';
import type { Route } from './route.ts';

/** Where one is, where one can go, and what this software is not: on every page. */
export function TopBar({ route, onHelp }: { route: Route; onHelp: () => void }) {
  return (
    <header className="topbar">
      <Link href="/" className="mark">
        Ichor
      </Link>
      <nav aria-label="Pages">
        <Link href="/" aria-current={route.page === 'worklist' ? 'page' : undefined}>
          Worklist
        </Link>
        <Link href="/studies/new" aria-current={route.page === 'make' ? 'page' : undefined}>
          Make a patient
        </Link>
      </nav>
      {route.page !== 'worklist' && <SendingLink />}
      <span className="research">Research use only. Not a medical device.</span>
      <button type="button" className="button plain" aria-label="Keyboard shortcuts" onClick={onHelp}>
        <kbd aria-hidden>?</kbd>
      </button>
    </header>
  );
}
