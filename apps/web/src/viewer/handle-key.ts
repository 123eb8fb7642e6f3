import { WINDOWS, type Window } from '@ichor/ct';
import { lengthText } from './length-text.ts';
import type { StudyOverlay } from './study-overlay.ts';
import type { Point, ViewState } from './view-store.ts';
import type { ViewerSession } from './viewer-session.ts';

/** The windows of the keys 1 to 5, in that order. */
export const WINDOW_KEYS: readonly { readonly name: string; readonly window: Window }[] = [
  { name: 'brain', window: WINDOWS.brain },
  { name: 'subdural', window: WINDOWS.subdural },
  { name: 'stroke', window: WINDOWS.stroke },
  { name: 'soft tissue', window: WINDOWS.softTissue },
  { name: 'bone', window: WINDOWS.bone },
];

const ARROWS: Readonly<Record<string, Point>> = {
  ArrowLeft: { x: -1, y: 0 },
  ArrowRight: { x: 1, y: 0 },
  ArrowUp: { x: 0, y: -1 },
  ArrowDown: { x: 0, y: 1 },
};

interface Context {
  readonly view: ViewState;
  readonly session: ViewerSession;
  readonly overlay: StudyOverlay;
}

/** What a key does; false where it is none of the viewer's. The list for readers is SHORTCUTS. */
export function handleKey(
  event: Pick<KeyboardEvent, 'key' | 'shiftKey' | 'ctrlKey' | 'altKey' | 'metaKey'>,
  session: ViewerSession,
  overlay: StudyOverlay,
): boolean {
  if (event.ctrlKey || event.altKey || event.metaKey) return false;
  const context = { view: session.store.getState(), session, overlay };
  const arrow = ARROWS[event.key];
  if (arrow) return moveByArrow(arrow, event.shiftKey, context);
  const action = KEYS[event.key];
  // A simulated patient without blood has no mask, but a truth all the same: the page's.
  if (!action || (event.key === 't' && !session.hasTruth)) return false;
  action(context);
  return true;
}

function moveByArrow({ x, y }: Point, shift: boolean, { view, session }: Context): boolean {
  if (view.keyCursor && view.cursor) {
    const step = shift ? 10 : 1;
    view.set({ cursor: { x: view.cursor.x + x * step, y: view.cursor.y + y * step } });
  } else if (shift) {
    // The picture follows the arrow, as it follows a finger.
    const step = Math.max(session.placed.width, session.placed.height) / 20 / view.zoom;
    view.panBy(-x * step, -y * step);
  } else if (y !== 0) {
    view.show(view.index + y);
  } else {
    return false;
  }
  return true;
}

const windowKey =
  (number: number) =>
  ({ view }: Context): void => {
    const { name, window } = WINDOW_KEYS[number - 1]!;
    view.setWindow(window);
    view.set({ said: `${name} window, level ${window.center}, width ${window.width}` });
  };

const changeWindow =
  (center: number, factor: number) =>
  ({ view }: Context): void => {
    const width = Math.round(view.window.width * factor) + (factor > 1 ? 1 : factor < 1 ? -1 : 0);
    view.setWindow({
      center: view.window.center + center * Math.max(1, Math.round(view.window.width / 40)),
      width,
    });
    const { window } = view;
    view.set({ said: `level ${window.center}, width ${window.width}` });
  };

const KEYS: Readonly<Record<string, (context: Context) => void>> = {
  PageUp: ({ view }) => view.show(view.index - 10),
  PageDown: ({ view }) => view.show(view.index + 10),
  Home: ({ view }) => view.show(0),
  End: ({ view }) => view.show(view.count - 1),
  1: windowKey(1),
  2: windowKey(2),
  3: windowKey(3),
  4: windowKey(4),
  5: windowKey(5),
  w: changeWindow(0, 1.1),
  W: changeWindow(0, 1 / 1.1),
  b: changeWindow(-1, 1),
  B: changeWindow(1, 1),
  '+': ({ view }) => view.zoomBy(1.25),
  '=': ({ view }) => view.zoomBy(1.25),
  '-': ({ view }) => view.zoomBy(1 / 1.25),
  r: ({ view }) => {
    view.reset();
    view.set({ said: 'window, zoom and place reset' });
  },
  c: ({ view, session }) => {
    if (view.keyCursor) view.set({ keyCursor: false, cursor: null, said: 'cursor off' });
    else takeCursor(view, session);
  },
  m: ({ view, session }) => {
    if (!session.placed.inMm) view.set({ said: 'no pixel spacing: lengths cannot be measured' });
    else {
      takeCursor(view, session);
      view.set({ tool: 'length', said: 'length: Enter sets an end at the cursor' });
    }
  },
  Enter: ({ view }) => {
    if (view.tool !== 'length' || !view.cursor) return;
    if (!view.lengthFrom) {
      view.set({ lengthFrom: view.cursor, said: 'first end set' });
      return;
    }
    const length = { index: view.index, from: view.lengthFrom, to: view.cursor };
    view.addLength(length);
    view.set({ said: lengthText(length) });
  },
  Delete: ({ view }) => view.removeLength(),
  Backspace: ({ view }) => view.removeLength(),
  k: ({ view, overlay }) => {
    const next = overlay.keySlices.find((index) => index > view.index) ?? overlay.keySlices[0];
    if (next !== undefined) view.show(next);
  },
  K: ({ view, overlay }) => {
    const before = overlay.keySlices.findLast((index) => index < view.index) ?? overlay.keySlices.at(-1);
    if (before !== undefined) view.show(before);
  },
  o: ({ view }) => view.set({ heatmap: !view.heatmap, said: `heatmap ${view.heatmap ? 'off' : 'on'}` }),
  h: ({ view, overlay }) => {
    const types = overlay.heatmaps(view.index).map((map) => map.type);
    const shown = overlay.heatmap(view.index, view.heatmapType)?.type;
    const next = types[(types.indexOf(shown ?? types[0]!) + 1) % Math.max(1, types.length)];
    if (next) view.set({ heatmapType: next, heatmap: true, said: `heatmap: ${next}` });
  },
  t: ({ view }) => view.set({ truth: !view.truth, said: `true mask ${view.truth ? 'off' : 'on'}` }),
  Escape: ({ view }) => {
    if (view.lengthFrom) view.set({ lengthFrom: null });
    else view.set({ keyCursor: false, cursor: null, tool: view.tool === 'length' ? 'window' : view.tool });
  },
};

/** The cursor where it is, if that is on the picture; else in the middle of the view. */
function takeCursor(view: ViewState, session: ViewerSession): void {
  const { center } = session.placed;
  const here = view.cursor && session.huAt(view.index, view.cursor) !== null ? view.cursor : null;
  const cursor = here ?? { x: center.x + view.pan.x, y: center.y + view.pan.y };
  view.set({ keyCursor: true, cursor, said: 'cursor on: arrows move it' });
}
