import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from 'react';
import { useStore } from 'zustand';
import { CornerTexts } from './corner-texts.tsx';
import { DrawingLayer } from './drawing-layer.tsx';
import { handleKey } from './handle-key.ts';
import { interact } from './interact.ts';
import { KeySlices } from './key-slices.tsx';
import { ScoreStrip, sliceText } from './score-strip.tsx';
import { StudyOverlay } from './study-overlay.ts';
import { Toolbar } from './toolbar.tsx';
import { createViewStore, type ViewStore } from './view-store.ts';
import './viewer.css';
import type { ViewerProps } from './viewer-props.ts';
import { ViewerSession } from './viewer-session.ts';

/** A screen reader hears the slice where scrolling rests, not each one on the way. */
const REST_MS = 300;

/** Shows a stack of slices with what a report says of it; see {@link ViewerProps}. */
export function Viewer(props: ViewerProps) {
  const { stack, identity, report, heatmapLabel, autoFocus = false } = props;
  const [opening] = useState(props);
  const overlay = useMemo(
    () =>
      new StudyOverlay(
        report,
        stack.slices.map((slice) => slice.sopInstanceUid),
      ),
    [report, stack],
  );
  const [store] = useState(
    () =>
      opening.store ??
      createViewStore({
        index: overlay.strongest ?? Math.floor(stack.slices.length / 2),
        // One finger scrolls, one mouse sets the window.
        tool: matchMedia('(pointer: coarse)').matches ? 'scroll' : 'window',
      }),
  );
  const viewport = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const [session, setSession] = useState<ViewerSession | null>(null);
  const [failure, setFailure] = useState<string | null>(null);

  useEffect(() => {
    if (!canvas.current || !viewport.current) return;
    try {
      const opened = new ViewerSession(canvas.current, opening.stack, opening.source, store);
      const disconnect = interact(viewport.current, opened);
      setSession(opened);
      return () => {
        disconnect();
        opened.close();
        setSession(null);
      };
    } catch (error) {
      setFailure(error instanceof Error ? error.message : String(error));
    }
  }, [opening, store]);
  useEffect(() => session?.setOverlay(overlay), [session, overlay]);
  useEffect(() => {
    if (autoFocus) viewport.current?.focus();
  }, [autoFocus]);

  const key = (event: KeyboardEvent<HTMLElement>): void => {
    if (!session || !isOurs(event) || !handleKey(event, session, overlay)) return;
    // Enter sets an end of a length there; on a button it would press it.
    if (store.getState().keyCursor) viewport.current?.focus();
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <section className="viewer" aria-label="Viewer" onKeyDown={key}>
      {session && <Toolbar session={session} store={store} overlay={overlay} />}
      <div className="viewer-main">
        <div
          ref={viewport}
          className="viewer-viewport"
          role="application"
          // biome-ignore lint/a11y/noNoninteractiveTabindex: it hears all keys, as an application does
          tabIndex={0}
          aria-label="CT slices: arrow keys scroll, question mark lists all keys"
        >
          <canvas ref={canvas} />
          {failure && (
            <div className="viewer-middle viewer-warning" role="alert">
              {failure}
            </div>
          )}
          {session && (
            <>
              <DrawingLayer session={session} store={store} />
              <CornerTexts {...{ stack, session, store, overlay, identity, report, heatmapLabel }} />
            </>
          )}
        </div>
        <KeySlices {...{ overlay, store, session }} />
      </div>
      <ScoreStrip {...{ stack, report, overlay, store }} />
      <Announcer {...{ overlay, store }} />
    </section>
  );
}

/** A dialog, a slider or a button keeps the keys that it lives on. */
function isOurs({ target, key }: KeyboardEvent): boolean {
  if (!(target instanceof Element) || target.closest('dialog, input')) return false;
  return !target.closest('button') || (key !== 'Enter' && key !== ' ');
}

/** Says what changed: the slice where scrolling rests, and what a key did. */
function Announcer({ overlay, store }: { overlay: StudyOverlay; store: ViewStore }) {
  const index = useStore(store, (view) => view.index);
  const count = useStore(store, (view) => view.count);
  const said = useStore(store, (view) => view.said);
  const [place, setPlace] = useState('');
  useEffect(() => {
    const timer = setTimeout(() => setPlace(sliceText(index, count, overlay.scores(index))), REST_MS);
    return () => clearTimeout(timer);
  }, [index, count, overlay]);
  return (
    <div className="viewer-hidden" role="status">
      <span>{place}</span> <span>{said}</span>
    </div>
  );
}
