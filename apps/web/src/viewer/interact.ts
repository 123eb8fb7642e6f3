import { apply, inverse, viewToScreen } from './transform.ts';
import type { Point, ViewState } from './view-store.ts';
import type { ViewerSession } from './viewer-session.ts';

/** A wheel notch is about 100 pixels; a touchpad sends many smaller steps, which are gathered to so many a slice. */
const NOTCH = 50;
const TOUCHPAD_STEP = 30;
/** Pixels of a drag a slice. */
const DRAG_STEP = 8;
/** Pixels that a finger may move in a tap. */
const TAP = 6;

/** Connects wheel, mouse, pen and fingers to the view of a session; returns what disconnects them. */
export function interact(element: HTMLElement, session: ViewerSession): () => void {
  const { store } = session;
  const pointers = new Map<number, Point>();
  let gathered = 0;
  /** Where a finger came down; null once it is more than a tap. */
  let tapped: Point | null = null;
  let drag: 'window' | 'scroll' | 'pan' | 'length' | 'zoom' | null = null;

  /** Pixels of the element. */
  const onElement = (event: MouseEvent): Point => {
    const { left, top } = element.getBoundingClientRect();
    return { x: event.clientX - left, y: event.clientY - top };
  };
  const toPlane = (at: Point): Point => {
    const view = store.getState();
    return apply(inverse(viewToScreen(session.placed, view, view.screen)), at);
  };
  const zoomAt = (factor: number, at: Point): void => {
    const { center } = session.placed;
    const place = toPlane(at);
    store.getState().zoomBy(factor, { x: place.x - center.x, y: place.y - center.y });
  };
  const perMm = (): number => {
    const view = store.getState();
    return viewToScreen(session.placed, view, view.screen).scale.x;
  };
  const panByPixels = (from: Point, to: Point): void =>
    store.getState().panBy((from.x - to.x) / perMm(), (from.y - to.y) / perMm());
  const scrollBy = (pixels: number, step: number): void => {
    gathered += pixels;
    const slices = Math.trunc(gathered / step);
    if (slices === 0) return;
    gathered -= slices * step;
    const view = store.getState();
    view.show(view.index + slices);
  };

  const wheel = (event: WheelEvent): void => {
    event.preventDefault();
    const view = store.getState();
    const pixels = event.deltaY * (event.deltaMode === 0 ? 1 : NOTCH);
    if (event.ctrlKey) {
      const step = Math.max(-100, Math.min(100, pixels));
      zoomAt(1.0025 ** -step, onElement(event));
    } else if (Math.abs(pixels) >= NOTCH) {
      gathered = 0;
      view.show(view.index + Math.sign(pixels));
    } else {
      scrollBy(pixels, TOUCHPAD_STEP);
    }
  };

  const down = (event: PointerEvent): void => {
    // A captured pointer would take a button's click away.
    if ((event.target as Element).closest('button')) return;
    const at = onElement(event);
    pointers.set(event.pointerId, at);
    element.setPointerCapture(event.pointerId);
    gathered = 0;
    tapped = event.pointerType === 'touch' && pointers.size === 1 ? at : null;
    drag = dragOf(event, store.getState());
    if (pointers.size > 1) {
      // A second finger makes a pinch of what began as something else.
      drag = null;
      store.getState().set({ lengthFrom: null });
    } else if (drag === 'length') {
      if (session.placed.inMm) store.getState().set({ lengthFrom: toPlane(at), cursor: toPlane(at) });
      else store.getState().set({ said: 'no pixel spacing: lengths cannot be measured' });
    }
  };

  const move = (event: PointerEvent): void => {
    const to = onElement(event);
    const from = pointers.get(event.pointerId);
    const view = store.getState();
    if (event.pointerType !== 'touch' || drag === 'length')
      view.set({ cursor: toPlane(to), keyCursor: false });
    if (!from) return;
    pointers.set(event.pointerId, to);
    if (tapped && Math.hypot(to.x - tapped.x, to.y - tapped.y) > TAP) tapped = null;
    if (pointers.size === 2) pinch(event.pointerId, from, to);
    else if (drag === 'pan') panByPixels(from, to);
    else if (drag === 'scroll') scrollBy(to.y - from.y, DRAG_STEP);
    else if (drag === 'zoom') view.zoomBy(1.01 ** (from.y - to.y));
    else if (drag === 'window') {
      // Sideways wider, upwards brighter; the steps grow with the window.
      const step = Math.max(0.25, view.window.width / 300);
      view.setWindow({
        center: view.window.center + (to.y - from.y) * step,
        width: view.window.width + (to.x - from.x) * step,
      });
    }
  };

  const pinch = (id: number, from: Point, to: Point): void => {
    const [, other] = [...pointers].find(([pointer]) => pointer !== id)!;
    const middle = (a: Point): Point => ({ x: (a.x + other.x) / 2, y: (a.y + other.y) / 2 });
    const spread = (a: Point): number => Math.max(1, Math.hypot(a.x - other.x, a.y - other.y));
    panByPixels(middle(from), middle(to));
    zoomAt(spread(to) / spread(from), middle(to));
  };

  const up = (event: PointerEvent): void => {
    if (!pointers.delete(event.pointerId)) return;
    const { lengthFrom, index, addLength, set } = store.getState();
    if (drag === 'length' && lengthFrom) {
      const to = toPlane(onElement(event));
      // A click alone is no length.
      const moved = Math.hypot(to.x - lengthFrom.x, to.y - lengthFrom.y) * perMm() > 3;
      if (moved && event.type === 'pointerup') addLength({ index, from: lengthFrom, to });
      else set({ lengthFrom: null });
    }
    // A finger has no pointer that rests: a tap puts the cursor there.
    if (tapped && event.type === 'pointerup')
      store.getState().set({ cursor: toPlane(tapped), keyCursor: true });
    tapped = null;
    drag = null;
  };

  const leave = (event: PointerEvent): void => {
    if (event.pointerType === 'touch') return;
    if (!store.getState().keyCursor) store.getState().set({ cursor: null });
  };
  const noMenu = (event: Event): void => event.preventDefault();

  const listeners = {
    wheel,
    pointerdown: down,
    pointermove: move,
    pointerup: up,
    pointercancel: up,
    pointerleave: leave,
    contextmenu: noMenu,
  };
  for (const [name, listener] of Object.entries(listeners)) {
    // Not passive: the page must not scroll or zoom along.
    element.addEventListener(name, listener as EventListener, { passive: false });
  }
  return () => {
    for (const [name, listener] of Object.entries(listeners)) {
      element.removeEventListener(name, listener as EventListener);
    }
  };
}

/** Left: the chosen tool; with Shift or the middle button: pan; right: zoom. */
function dragOf({ button, shiftKey }: PointerEvent, { tool }: ViewState) {
  if (button === 1 || shiftKey) return 'pan';
  return button === 2 ? 'zoom' : tool;
}
