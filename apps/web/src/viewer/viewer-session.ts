import type { SeriesStack } from '@ichor/api';
import { IchorError } from '@ichor/notices';
import { type PlacedStack, placeStack } from './place-stack.ts';
import { type Scene, SliceRenderer } from './slice-renderer.ts';
import type { SliceSource } from './slice-source.ts';
import { StackLoader } from './stack-loader.ts';
import { StudyOverlay } from './study-overlay.ts';
import {
  apply,
  chain,
  inverse,
  pixelsPerMm,
  planeToScreen,
  planeToStored,
  viewToScreen,
} from './transform.ts';
import { truthLabels } from './truth-labels.ts';
import type { Point, ViewState, ViewStore } from './view-store.ts';

/**
 * A stack on a canvas: loads what the view shows and draws it, once a frame at most. Everything that looks or changes goes
 * through the store; nothing here knows React.
 */
export class ViewerSession {
  readonly placed: PlacedStack;
  readonly loader: StackLoader<Int16Array>;
  readonly truth: StackLoader<Int16Array>;
  readonly store: ViewStore;
  readonly #stack: SeriesStack;
  readonly #canvas: HTMLCanvasElement;
  readonly #renderer: SliceRenderer;
  readonly #undo: (() => void)[] = [];
  #overlay = new StudyOverlay(null, []);
  #frame = 0;
  /** Device pixels a CSS pixel; 0 until the canvas is laid out. */
  #density = 0;
  /** One for all thumbnails: a page may have few WebGL contexts. */
  #thumbnails: SliceRenderer | null = null;

  constructor(canvas: HTMLCanvasElement, stack: SeriesStack, source: SliceSource, store: ViewStore) {
    this.#canvas = canvas;
    this.#stack = stack;
    this.store = store;
    this.#renderer = new SliceRenderer(canvas);
    this.placed = placeStack(stack.slices);
    const { slices, truthTypes } = stack;
    const pixels = (index: number) => slices[index]!.rows * slices[index]!.columns;
    this.loader = new StackLoader({
      count: slices.length,
      bytesOf: (index) => 2 * pixels(index),
      load: async (index, signal) => {
        const hu = await source.load(slices[index]!.instanceId, signal);
        if (hu.length === pixels(index)) return hu;
        throw new IchorError({
          code: 'wrong-size',
          subject: `slice ${index + 1}`,
          problem: `came with ${hu.length} pixels instead of ${pixels(index)}`,
        });
      },
    });
    this.truth = new StackLoader({
      count: truthTypes.length > 0 ? slices.length : 0,
      bytesOf: (index) => 2 * pixels(index),
      maxBytes: 32 * 2 ** 20,
      concurrency: 2,
      load: async (index, signal) => {
        const masks = slices[index]!.truthTypes.map(async (type) => ({
          type,
          mask: await source.loadTruth(slices[index]!.instanceId, type, signal),
        }));
        return truthLabels(pixels(index), await Promise.all(masks));
      },
    });
    const loaded = (index: number) => {
      if (index === store.getState().index) this.#draw();
    };
    const observer = new ResizeObserver(([entry]) => entry && this.#resize(entry));
    observeSharp(observer, canvas);
    const lost = () => store.getState().set({ contextLost: true });
    const restored = () => store.getState().set({ contextLost: false });
    canvas.addEventListener('webglcontextlost', lost);
    canvas.addEventListener('webglcontextrestored', restored);
    this.#undo.push(
      () => canvas.removeEventListener('webglcontextlost', lost),
      () => canvas.removeEventListener('webglcontextrestored', restored),
      this.loader.subscribe(loaded),
      this.truth.subscribe(loaded),
      store.subscribe((now, before) => this.#changed(now, before)),
      () => observer.disconnect(),
    );
    restored();
    store.getState().open(slices.length);
    this.#want(store.getState());
  }

  /** Whether there are true masks: of simulated studies. */
  get hasTruth(): boolean {
    return this.#stack.truthTypes.length > 0;
  }

  /** What a report says of the slices; it may come later than they do. */
  setOverlay(overlay: StudyOverlay): void {
    this.#overlay = overlay;
    this.loader.pin(overlay.keySlices);
    this.#draw();
  }

  /** Hounsfield units of the voxel at a place of a slice; null outside it and where it is not loaded. */
  huAt(index: number, place: Point): number | null {
    const slice = this.placed.slices[index];
    const hu = this.loader.get(index);
    if (!slice || !hu) return null;
    const at = apply(planeToStored(slice), place);
    const [column, row] = [Math.round(at.x), Math.round(at.y)];
    const inside = column >= 0 && row >= 0 && column < slice.columns && row < slice.rows;
    return inside ? hu[row * slice.columns + column]! : null;
  }

  /** Draws a whole slice into a small canvas, in the window of the view; false where it can't be. */
  paintThumbnail(target: HTMLCanvasElement, index: number): boolean {
    const slice = this.placed.slices[index];
    const data = this.loader.get(index);
    const context = target.getContext('2d');
    if (!slice || !data || !context) return false;
    const renderer = this.#thumbnailPainter(target.width, target.height);
    const toScreen = planeToScreen(slice.center, pixelsPerMm(slice, target), target);
    const drawn = renderer.draw({
      slice: { rows: slice.rows, columns: slice.columns, data },
      toStored: chain(inverse(toScreen), planeToStored(slice)),
      window: this.store.getState().window,
    });
    if (!drawn) return false;
    // In the same task as the drawing, before the browser takes the picture away.
    context.drawImage(renderer.canvas, 0, 0);
    return true;
  }

  close(): void {
    for (const undo of this.#undo) undo();
    cancelAnimationFrame(this.#frame);
    this.loader.close();
    this.truth.close();
    this.#renderer.dispose();
    this.#thumbnails?.dispose();
  }

  #thumbnailPainter(width: number, height: number): SliceRenderer {
    this.#thumbnails ??= new SliceRenderer(document.createElement('canvas'));
    const { canvas } = this.#thumbnails;
    canvas.width = width;
    canvas.height = height;
    return this.#thumbnails;
  }

  #changed(now: ViewState, before: ViewState): void {
    if (now.index !== before.index || now.truth !== before.truth) this.#want(now);
    const drawn = [
      'index',
      'window',
      'zoom',
      'pan',
      'heatmap',
      'heatmapOpacity',
      'heatmapType',
      'truth',
      'screen',
    ] as const;
    if (drawn.some((key) => now[key] !== before[key])) this.#draw();
  }

  #want({ index, truth }: ViewState): void {
    this.loader.want(index);
    if (truth) this.truth.want(index);
  }

  #resize(entry: ResizeObserverEntry): void {
    const { width, height } = entry.contentRect;
    const device = entry.devicePixelContentBoxSize?.[0];
    this.#canvas.width = devicePixels(width, device?.inlineSize);
    this.#canvas.height = devicePixels(height, device?.blockSize);
    this.#density = width > 0 ? this.#canvas.width / width : 0;
    this.store.getState().set({ screen: { width, height } });
    // At once: setting the size has emptied the canvas.
    this.#drawNow();
  }

  #draw(): void {
    if (this.#frame) return;
    this.#frame = requestAnimationFrame(() => this.#drawNow());
  }

  #drawNow(): void {
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    if (this.#density > 0) this.#renderer.draw(this.#scene());
  }

  /** null where the slice is not there yet: another slice's picture under this one's number would be worse than none. */
  #scene(): Scene | null {
    const view = this.store.getState();
    const slice = this.placed.slices[view.index];
    const data = this.loader.get(view.index);
    if (!slice || !data) return null;
    const { rows, columns } = slice;
    const toScreen = viewToScreen(this.placed, view, {
      width: this.#canvas.width,
      height: this.#canvas.height,
    });
    const map = view.heatmap ? this.#overlay.heatmap(view.index, view.heatmapType) : undefined;
    const labels = view.truth ? this.truth.get(view.index) : undefined;
    return {
      slice: { rows, columns, data },
      toStored: chain(inverse(toScreen), planeToStored(slice)),
      window: view.window,
      heatmap: map && { map, opacity: view.heatmapOpacity },
      mask: labels && {
        labels: { rows, columns, data: labels },
        outline: Math.max(1, Math.round(1.5 * this.#density)),
      },
    };
  }
}

/**
 * How many device pixels a length of CSS pixels is: as the browser says, where that can be; an emulated density (developer
 * tools, tests) is known to devicePixelRatio alone.
 */
function devicePixels(css: number, said: number | undefined): number {
  const rounded = Math.round(css * devicePixelRatio);
  return said !== undefined && Math.abs(said - rounded) <= 1 ? said : rounded;
}

/** By whole device pixels where the browser can say them, so that no browser scales the picture afterwards. */
function observeSharp(observer: ResizeObserver, canvas: HTMLCanvasElement): void {
  try {
    observer.observe(canvas, { box: 'device-pixel-content-box' });
  } catch {
    // Safari does not know that box.
    observer.observe(canvas);
  }
}
