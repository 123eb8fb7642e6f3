import { useStore } from 'zustand';
import { lengthText } from './length-text.ts';
import { apply, pixelsPerMm, viewToScreen } from './transform.ts';
import type { Point, ViewStore } from './view-store.ts';
import type { ViewerSession } from './viewer-session.ts';

/**
 * What is drawn over the picture: letters of the patient's sides, a ruler, lengths, the cursor. As small parts: where a browser
 * composes in software, one layer of the viewport's size costs a fifth of each frame.
 */
export function DrawingLayer({ session, store }: { session: ViewerSession; store: ViewStore }) {
  const { width, height } = useStore(store, (view) => view.screen);
  if (width === 0 || height === 0) return null;
  return (
    <>
      <Letters session={session} store={store} />
      {session.placed.inMm && <Ruler session={session} store={store} />}
      <Drawn session={session} store={store} />
    </>
  );
}

interface LayerProps {
  readonly session: ViewerSession;
  readonly store: ViewStore;
}

function Letters({ session, store }: LayerProps) {
  const letters = useStore(store, (view) => session.placed.letters[view.index]);
  if (!letters) return null;
  return (
    <>
      {(['left', 'right', 'top', 'bottom'] as const).map((edge) => (
        <div key={edge} className={`viewer-letter viewer-letter-${edge}`}>
          {letters[edge]}
        </div>
      ))}
    </>
  );
}

/** Lengths and cursor. */
function Drawn({ session, store }: LayerProps) {
  const view = useStore(store);
  const onScreen = viewToScreen(session.placed, view, view.screen);
  const pending = view.lengthFrom && view.cursor ? [{ from: view.lengthFrom, to: view.cursor }] : [];
  const lengths = [...view.lengths.filter((length) => length.index === view.index), ...pending];
  const cursor = view.cursor && view.keyCursor ? apply(onScreen, view.cursor) : null;
  if (lengths.length === 0 && !cursor) return null;
  return (
    <svg className="viewer-drawing" aria-hidden="true">
      {lengths.map((length, i) => (
        <LengthLine
          // biome-ignore lint/suspicious/noArrayIndexKey: lengths have no other name, and only the last one goes
          key={i}
          from={apply(onScreen, length.from)}
          to={apply(onScreen, length.to)}
          text={lengthText(length)}
        />
      ))}
      {cursor && (
        <path
          className="viewer-cursor"
          d={`M${cursor.x - 14} ${cursor.y}h10m8 0h10M${cursor.x} ${cursor.y - 14}v10m0 8v10`}
        />
      )}
    </svg>
  );
}

/** Five centimetres at the left edge with their ticks; millimetres where those are larger than the screen. */
function Ruler({ session, store }: LayerProps) {
  const screen = useStore(store, (view) => view.screen);
  const zoom = useStore(store, (view) => view.zoom);
  const scale = pixelsPerMm(session.placed, screen) * zoom;
  const [mm, unit] = 50 * scale > 0.8 * screen.height ? [1, 'mm'] : [10, 'cm'];
  const tick = mm * scale;
  const ticks = [0, 1, 2, 3, 4, 5].map((i) => `M1 ${1 + i * tick}h${i % 5 === 0 ? 10 : 6}`);
  return (
    <svg className="viewer-ruler" width={44} height={5 * tick + 20} aria-hidden="true">
      <path d={`${ticks.join('')}M1 1v${5 * tick}`} />
      <text x={1} y={5 * tick + 16}>
        5 {unit}
      </text>
    </svg>
  );
}

function LengthLine({ from, to, text }: { from: Point; to: Point; text: string }) {
  const end = from.x > to.x ? from : to;
  return (
    <g className="viewer-length">
      <line x1={from.x} y1={from.y} x2={to.x} y2={to.y} />
      <circle cx={from.x} cy={from.y} r={3} />
      <circle cx={to.x} cy={to.y} r={3} />
      <text x={end.x + 8} y={end.y + 4}>
        {text}
      </text>
    </g>
  );
}
