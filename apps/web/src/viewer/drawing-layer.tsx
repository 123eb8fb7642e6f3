import { useStore } from 'zustand';
import { lengthText } from './length-text.ts';
import { apply, viewToScreen } from './transform.ts';
import type { Point, ViewStore } from './view-store.ts';
import type { ViewerSession } from './viewer-session.ts';

/** What is drawn over the picture: letters of the patient's sides, lengths, the cursor. */
export function DrawingLayer({ session, store }: { session: ViewerSession; store: ViewStore }) {
  const view = useStore(store);
  const { placed } = session;
  const { width, height } = view.screen;
  if (width === 0 || height === 0) return null;
  const onScreen = viewToScreen(placed, view, view.screen);
  const letters = placed.letters[view.index];
  const pending = view.lengthFrom && view.cursor ? [{ from: view.lengthFrom, to: view.cursor }] : [];
  const lengths = [...view.lengths.filter((length) => length.index === view.index), ...pending];
  const cursor = view.cursor && view.keyCursor ? apply(onScreen, view.cursor) : null;
  return (
    <svg className="viewer-drawing" width={width} height={height} aria-hidden="true">
      {letters && (
        <g className="viewer-letters">
          <text x={14} y={height / 2}>
            {letters.left}
          </text>
          <text x={width - 14} y={height / 2}>
            {letters.right}
          </text>
          <text x={width / 2} y={18}>
            {letters.top}
          </text>
          <text x={width / 2} y={height - 14}>
            {letters.bottom}
          </text>
        </g>
      )}
      {placed.inMm && <Ruler middle={height / 2} pixelsPerMm={onScreen.scale.y} />}
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
function Ruler({ middle, pixelsPerMm }: { middle: number; pixelsPerMm: number }) {
  const [mm, unit] = 50 * pixelsPerMm > 1.6 * middle ? [1, 'mm'] : [10, 'cm'];
  const tick = mm * pixelsPerMm;
  const top = middle - 2.5 * tick;
  const ticks = [0, 1, 2, 3, 4, 5].map((i) => `M30 ${top + i * tick}h${i % 5 === 0 ? 10 : 6}`);
  return (
    <g className="viewer-ruler">
      <path d={`${ticks.join('')}M30 ${top}v${5 * tick}`} />
      <text x={30} y={top + 5 * tick + 16}>
        5 {unit}
      </text>
    </g>
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
