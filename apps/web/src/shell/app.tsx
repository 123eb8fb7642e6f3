import { useEffect, useState } from 'react';
import { useStore } from 'zustand';
import { pageKey } from '../api/page-key.ts';
import { useServerEvents } from '../api/use-server-events.ts';
import '../common/base.css';
import { usePageKey } from '../common/use-page-key.ts';
import { MakePage } from '../make/make-page.tsx';
import { StudyPage } from '../study/study-page.tsx';
import { DropTarget } from '../upload/drop-target.tsx';
import { useLeaveWarning } from '../upload/use-leave-warning.ts';
import { WorklistPage } from '../worklist/worklist-page.tsx';
import './app.css';
import { DurabilityWarning } from './durability-warning.tsx';
import { KeyNeeded } from './key-needed.tsx';
import { Link } from './link.tsx';
import { LostConnection } from './lost-connection.tsx';
import { navigate, useRoute } from './navigate.ts';
import { type Route, titleOf } from './route.ts';
import { ShortcutsDialog } from './shortcuts-dialog.tsx';
import { TopBar } from './top-bar.tsx';

/** The page: the bar that is always there, and what the address asks for. */
export function App() {
  const route = useRoute();
  const connection = useServerEvents();
  const keyNeeded = useStore(pageKey, ({ needed }) => needed);
  const [help, setHelp] = useState(false);
  usePageKey('?', () => setHelp(true));
  useLeaveWarning();
  usePageKey('l', () => navigate('/'));
  useEffect(() => {
    document.title = titleOf(route);
  }, [route]);
  return (
    <div className="app">
      <TopBar route={route} onHelp={() => setHelp(true)} />
      <LostConnection lost={connection === 'lost' && !keyNeeded} />
      <DurabilityWarning />
      <main className="page">{keyNeeded ? <KeyNeeded /> : <Page route={route} />}</main>
      {!keyNeeded && <DropTarget />}
      {help && <ShortcutsDialog onClose={() => setHelp(false)} />}
    </div>
  );
}

function Page({ route }: { route: Route }) {
  switch (route.page) {
    case 'worklist':
      return <WorklistPage />;
    case 'study':
      return <StudyPage key={route.studyId} studyId={route.studyId} />;
    case 'make':
      return <MakePage search={route.search} />;
    case 'unknown':
      return (
        <div className="centred">
          <h1>There is nothing at this address</h1>
          <Link href="/" className="button first">
            Go to the worklist
          </Link>
        </div>
      );
  }
}
