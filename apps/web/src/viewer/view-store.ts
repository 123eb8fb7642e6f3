import { type HemorrhageType, WINDOWS, type Window } from '@ichor/ct';
import { createStore, type StoreApi } from 'zustand/vanilla';

/** A place in the plane of the screen, mm (pixels where no spacing is known): x to screen right, y down. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** A length drawn on one slice. */
export interface Length {
  /** The slice's place in the stack, from 0. */
  readonly index: number;
  readonly from: Point;
  readonly to: Point;
}

/** What a drag does. */
export const TOOLS = ['window', 'scroll', 'pan', 'length'] as const;
export type Tool = (typeof TOOLS)[number];

/** What is set as it is, without a rule. */
interface Settings {
  readonly tool: Tool;
  readonly heatmap: boolean;
  /** 0..1 */
  readonly heatmapOpacity: number;
  /** The type whose heatmap is asked for; null: the slice's highest. */
  readonly heatmapType: HemorrhageType | null;
  /** The true mask, where there is one. */
  readonly truth: boolean;
  /** Where Hounsfield units are read: under the pointer, where a finger tapped, or moved by keys. */
  readonly cursor: Point | null;
  /** The cursor is drawn, stays where it is, and is moved by the arrow keys. */
  readonly keyCursor: boolean;
  /** The first end of a length that is being drawn. */
  readonly lengthFrom: Point | null;
  /** Of the canvas, CSS pixels; 0 until it is laid out. */
  readonly screen: { readonly width: number; readonly height: number };
  /** The graphics context is lost, and nothing is drawn until the browser gives it back. */
  readonly contextLost: boolean;
  /** The last change in words, for those who don't see it. */
  readonly said: string;
}

/** How a stack is looked at: plain values, and what changes them. It knows no React, DOM or pixels. */
export interface ViewState extends Settings {
  /** Slices of the stack; 0 until a viewer has one. */
  readonly count: number;
  /** The slice that is shown, from 0. */
  readonly index: number;
  readonly window: Window;
  /** 1: the whole stack fits. */
  readonly zoom: number;
  /** The place in the middle of the viewport, from the stack's middle. */
  readonly pan: Point;
  readonly lengths: readonly Length[];

  /** Takes another stack: what was drawn on the one before goes. */
  open(count: number): void;
  /** Shows a slice; beyond the ends, the last one there. Before a stack is opened it is kept for it. */
  show(index: number): void;
  setWindow(window: Window): void;
  /**
   * Zooms about a place, which stays where it is on the screen; the screen's middle by default.
   *
   * @param about from the stack's middle
   */
  zoomBy(factor: number, about?: Point): void;
  panBy(x: number, y: number): void;
  /** Window, zoom and place as at the beginning; slice, overlays and lengths stay. */
  reset(): void;
  set(change: Partial<Settings>): void;
  addLength(length: Length): void;
  /** Takes the last length of the shown slice away. */
  removeLength(): void;
}

export type ViewStore = StoreApi<ViewState>;

const clamp = (value: number, low: number, high: number): number => Math.min(Math.max(value, low), high);

const START = { window: WINDOWS.brain as Window, zoom: 1, pan: { x: 0, y: 0 } };

export const createViewStore = (start: Partial<Pick<ViewState, 'index' | 'tool'>> = {}): ViewStore =>
  createStore<ViewState>()((set) => ({
    ...START,
    count: 0,
    index: start.index ?? 0,
    tool: start.tool ?? 'window',
    heatmap: true,
    heatmapOpacity: 0.5,
    heatmapType: null,
    truth: false,
    cursor: null,
    keyCursor: false,
    lengths: [],
    lengthFrom: null,
    screen: { width: 0, height: 0 },
    contextLost: false,
    said: '',

    open: (count) =>
      set(({ index }) => ({
        count,
        index: clamp(index, 0, Math.max(0, count - 1)),
        lengths: [],
        lengthFrom: null,
        cursor: null,
      })),
    // Half a length on one slice and half on the next would measure nothing.
    show: (index) =>
      set((view) => {
        const next = clamp(Math.round(index), 0, view.count > 0 ? view.count - 1 : Number.POSITIVE_INFINITY);
        return next === view.index ? view : { index: next, lengthFrom: null };
      }),
    // LINEAR is not defined below a width of 1 (PS3.3 C.11.2.1.2).
    setWindow: ({ center, width }) =>
      set({ window: { center: clamp(center, -2000, 4000), width: clamp(width, 1, 8000) } }),
    zoomBy: (factor, about) =>
      set(({ zoom, pan }) => {
        const next = clamp(zoom * factor, 0.25, 32);
        const kept = about ? zoom / next : 1;
        const { x, y } = about ?? pan;
        return { zoom: next, pan: { x: x + (pan.x - x) * kept, y: y + (pan.y - y) * kept } };
      }),
    panBy: (x, y) => set(({ pan }) => ({ pan: { x: pan.x + x, y: pan.y + y } })),
    reset: () => set(START),
    set: (change) => set(change),
    addLength: (length) => set(({ lengths }) => ({ lengths: [...lengths, length], lengthFrom: null })),
    removeLength: () =>
      set(({ lengths, index }) => {
        const last = lengths.findLastIndex((length) => length.index === index);
        return { lengths: lengths.filter((_, i) => i !== last) };
      }),
  }));
