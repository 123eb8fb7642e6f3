import { en } from '@ichor/report';
import { useEffect, useRef } from 'react';
import { useStore } from 'zustand';
import type { StudyOverlay } from './study-overlay.ts';
import type { ViewStore } from './view-store.ts';
import type { ViewerSession } from './viewer-session.ts';

interface KeySlicesProps {
  readonly overlay: StudyOverlay;
  readonly store: ViewStore;
  readonly session: ViewerSession | null;
}

/** The slices that made the scores, small; a click shows them. */
export function KeySlices({ overlay, store, session }: KeySlicesProps) {
  const index = useStore(store, (view) => view.index);
  if (overlay.keySlices.length === 0) return null;
  return (
    <nav className="viewer-keys" aria-label="Key slices">
      {overlay.keySlices.map((key) => {
        const scores = overlay.scores(key);
        return (
          <button
            key={key}
            type="button"
            aria-current={key === index}
            onClick={() => store.getState().show(key)}
          >
            {session && <Thumbnail session={session} index={key} />}
            <span>slice {key + 1}</span>
            {overlay.keyTypes(key).map((type) => (
              <span key={type}>
                {en.typeName[type]} {scores?.[type].toFixed(2)}
              </span>
            ))}
          </button>
        );
      })}
    </nav>
  );
}

/** CSS pixels of a thumbnail's side. */
const SIDE = 88;
/** A window that is being dragged is not worth many pictures. */
const REST_MS = 150;

function Thumbnail({ session, index }: { session: ViewerSession; index: number }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const paint = (): void => {
      if (canvas.current) session.paintThumbnail(canvas.current, index);
    };
    paint();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const stops = [
      session.loader.subscribe((loaded) => {
        if (loaded === index) paint();
      }),
      session.store.subscribe((now, before) => {
        if (now.window === before.window && now.contextLost === before.contextLost) return;
        clearTimeout(timer);
        timer = setTimeout(paint, REST_MS);
      }),
    ];
    return () => {
      clearTimeout(timer);
      for (const stop of stops) stop();
    };
  }, [session, index]);
  const pixels = Math.round(SIDE * devicePixelRatio);
  return <canvas ref={canvas} width={pixels} height={pixels} />;
}
