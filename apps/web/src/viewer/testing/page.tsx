import { type Hanging, namedScores, type Window } from '@ichor/ct';
import { type Image, overlayHeatmap, renderSlice } from '@ichor/render';
import type { Heatmap, SeriesReport } from '@ichor/report';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { createViewStore, type SliceSource, Viewer, type ViewStore } from '../index.ts';
import { placeStack, type SliceGeometry } from '../place-stack.ts';
import { SliceRenderer } from '../slice-renderer.ts';
import { chain, inverse, pixelsPerMm, planeToScreen, planeToStored } from '../transform.ts';
import {
  asSlice,
  asStack,
  axialGeometry,
  axialStack,
  storedAs,
  syntheticMask,
  syntheticPixels,
} from './synthetic-stack.ts';

/** How two pictures differ, in grey levels of 0..255 over all channels. */
export interface Difference {
  readonly largest: number;
  readonly mean: number;
  /** Share of values that differ by more than one level. */
  readonly beyondOne: number;
}

export interface DirectCase {
  readonly rows: number;
  readonly columns: number;
  readonly pixelSpacing: readonly [number, number];
  readonly order: Hanging;
  readonly window: Window;
  /** Pixels of the longer side. */
  readonly side: number;
  readonly heatmap?: boolean;
}

export interface MountOptions {
  readonly slices: number;
  readonly size: number;
  readonly order?: Hanging;
  readonly withReport?: boolean;
  readonly withSpacing?: boolean;
  readonly withOrientation?: boolean;
  readonly truth?: boolean;
  /** Waits so long for each slice. */
  readonly latencyMs?: number;
  /** Instances that can't be loaded, from 1. */
  readonly broken?: readonly string[];
}

/** What the test in Node calls in the page. */
const page = {
  /** One slice drawn by the renderer alone, against renderSlice of @ichor/render. */
  compareDirect(of: DirectCase): Difference {
    const geometry = storedAs(axialGeometry(of.rows, of.columns, of.pixelSpacing, 5), of.order);
    const hu = syntheticPixels(geometry);
    const slice = asSlice(geometry, hu);
    const expected = renderSlice(slice, { window: of.window, side: of.side });
    const map: Heatmap = {
      sopInstanceUid: slice.sopInstanceUid,
      type: 'subdural',
      rows: 3,
      columns: 4,
      box: { row: 5, column: 9, rows: geometry.rows - 20, columns: geometry.columns - 30 },
      data: [0, 20, 30, 60, 100, 80, 40, 25, 10, 90, 50, 0],
    };
    if (of.heatmap) overlayHeatmap(expected, slice, map);
    const canvas = document.createElement('canvas');
    canvas.width = expected.width;
    canvas.height = expected.height;
    const renderer = new SliceRenderer(canvas);
    const placed = placeStack([geometry]);
    const toScreen = planeToScreen(placed.center, pixelsPerMm(placed, canvas), canvas);
    renderer.draw({
      slice: { ...geometry, data: hu },
      toStored: chain(inverse(toScreen), planeToStored(placed.slices[0]!)),
      window: of.window,
      heatmap: of.heatmap ? { map, opacity: 0.5 } : undefined,
    });
    const difference = compare(readCanvas(canvas), expected);
    renderer.dispose();
    // A page may have 16 contexts.
    canvas.getContext('webgl2')?.getExtension('WEBGL_lose_context')?.loseContext();
    return difference;
  },

  mount(options: MountOptions): void {
    unmount();
    const { geometries, hu } = synthesize(options);
    const stack = asStack(geometries, options.truth ? ['subdural'] : []);
    const wait = () => new Promise((resolve) => setTimeout(resolve, options.latencyMs ?? 0));
    const source: SliceSource = {
      async load(instanceId) {
        loads.push(instanceId);
        await wait();
        if (options.broken?.includes(instanceId)) throw new Error('no network');
        return hu(Number(instanceId) - 1).slice();
      },
      loadTruth: async (instanceId) => syntheticMask(hu(Number(instanceId) - 1)),
    };
    const identity = {
      name: 'DOE^<b>JANE</b>',
      patientId: '4711',
      age: '63Y',
      sex: 'F',
      studyDate: '2026-11-24',
      series: '4: Head 5 mm soft',
      simulated: true,
    };
    store = createViewStore({ index: Math.floor(options.slices / 2) });
    root = createRoot(document.getElementById('root')!);
    root.render(
      <StrictMode>
        <Viewer
          key={stack.id}
          {...{ stack, source, identity, store }}
          report={options.withReport ? reportOf(geometries) : null}
          heatmapLabel="approximate region"
          autoFocus
        />
      </StrictMode>,
    );
  },

  state: () => JSON.parse(JSON.stringify(store.getState())),
  show: (index: number) => store.getState().show(index),
  loads: () => loads,

  /** The viewer's canvas against renderSlice of the shown slice, whole and in the middle. */
  async compareShown(options: MountOptions, window: Window): Promise<Difference & { side: number }> {
    const canvas = mainCanvas();
    const { geometries, hu } = synthesize(options);
    const { index } = store.getState();
    const side = Math.min(canvas.width, canvas.height);
    const expected = renderSlice(asSlice(geometries[index]!, hu(index)), { window, side });
    await drawnFrame();
    const x = (canvas.width - expected.width) / 2;
    const y = (canvas.height - expected.height) / 2;
    return { ...compare(readCanvas(canvas, x, y, expected.width, expected.height), expected), side };
  },

  /** Sum of the canvas's grey values: 0 for an empty one. */
  async brightness(): Promise<number> {
    await drawnFrame();
    return readCanvas(mainCanvas()).data.reduce((sum, value, i) => sum + (i % 4 === 3 ? 0 : value), 0);
  },

  canvasSize: () => ({ width: mainCanvas().width, height: mainCanvas().height }),

  loseContext(): void {
    lost = mainCanvas().getContext('webgl2')!.getExtension('WEBGL_lose_context');
    lost!.loseContext();
  },
  restoreContext: () => lost!.restoreContext(),

  /** Milliseconds from mounting to the first picture of the shown slice. */
  async timeToFirstImage(options: MountOptions): Promise<number> {
    // Pixels are made beforehand: a server has them, too.
    synthesize(options).hu(Math.floor(options.slices / 2));
    const start = performance.now();
    page.mount(options);
    for (;;) {
      await drawnFrame();
      const canvas = document.querySelector('canvas');
      if (
        canvas &&
        canvas.width > 0 &&
        readCanvas(canvas, canvas.width / 2, canvas.height / 2, 1, 1).data[0]! > 0
      ) {
        return performance.now() - start;
      }
    }
  },

  /** Frames a second with nothing but an empty drawing that is waited for: the most that this machine has to give now. */
  async emptyFramesPerSecond(seconds: number): Promise<number> {
    const canvas = mainCanvas();
    const gl = canvas.getContext('webgl2')!;
    const start = performance.now();
    for (let frames = 1; ; frames++) {
      await nextFrame();
      gl.clear(gl.COLOR_BUFFER_BIT);
      readCanvas(canvas, canvas.width / 2, canvas.height / 2, 1, 1);
      const elapsed = performance.now() - start;
      if (elapsed > 1000 * seconds) return (1000 * frames) / elapsed;
    }
  },

  /**
   * Turns the wheel by one slice each frame and counts the different pictures that were finished: after each frame a pixel is
   * read back, which waits for the drawing.
   */
  async imagesPerSecond(seconds: number): Promise<number> {
    const viewport = document.querySelector('.viewer-viewport')!;
    const canvas = mainCanvas();
    const start = performance.now();
    let images = 0;
    let step = 100;
    for (;;) {
      const { index, count } = store.getState();
      if (index === 0) step = 100;
      if (index === count - 1) step = -100;
      viewport.dispatchEvent(new WheelEvent('wheel', { deltaY: step, bubbles: true, cancelable: true }));
      await nextFrame();
      readCanvas(canvas, canvas.width / 2, canvas.height / 2, 1, 1);
      images++;
      const elapsed = performance.now() - start;
      if (elapsed > 1000 * seconds) return (1000 * images) / elapsed;
    }
  },
};
export type TestPage = typeof page;
Object.assign(globalThis, { page });

let root: ReturnType<typeof createRoot> | null = null;
let store: ViewStore = createViewStore();
let lost: WEBGL_lose_context | null = null;
const loads: string[] = [];

function unmount(): void {
  root?.unmount();
  root = null;
  loads.length = 0;
}

const made = new Map<string, Map<number, Int16Array>>();

function synthesize(options: MountOptions): {
  geometries: SliceGeometry[];
  hu: (index: number) => Int16Array;
} {
  const { slices, size, order, withSpacing = true, withOrientation = true } = options;
  const stored = axialStack(slices, size).map((geometry) => (order ? storedAs(geometry, order) : geometry));
  const known = made.get(JSON.stringify(options)) ?? new Map<number, Int16Array>();
  made.set(JSON.stringify(options), known);
  return {
    geometries: stored.map((geometry) => ({
      ...geometry,
      pixelSpacing: withSpacing ? geometry.pixelSpacing : null,
      imageOrientationPatient: withOrientation ? geometry.imageOrientationPatient : null,
    })),
    hu(index) {
      // Of a long stack a few slices are enough: making them takes longer than drawing them.
      const which = slices > 100 ? index % 8 : index;
      const hu = known.get(which) ?? syntheticPixels(stored[which]!);
      known.set(which, hu);
      return hu;
    },
  };
}

function reportOf(geometries: readonly SliceGeometry[]): SeriesReport {
  const key = Math.floor(geometries.length / 2);
  const uid = (index: number) => `2.25.100.${index + 1}`;
  const near = (index: number) => Math.exp(-(((index - key) / 3) ** 2));
  const scores = (index: number) =>
    namedScores([0.1, 0.3 * near(index), 0.05, 0.2, 0.9 * near(index), 0.95 * near(index)]);
  const map = (type: 'subdural' | 'intraparenchymal', data: number[]): Heatmap => ({
    sopInstanceUid: uid(key),
    type,
    rows: 4,
    columns: 4,
    box: {
      row: Math.round(geometries[key]!.rows * 0.1),
      column: Math.round(geometries[key]!.columns * 0.1),
      rows: Math.round(geometries[key]!.rows * 0.8),
      columns: Math.round(geometries[key]!.columns * 0.8),
    },
    data,
  });
  return {
    seriesInstanceUid: '2.25.1',
    status: 'incomplete',
    reason: '1 slice of 29 could not be read',
    answer: 'above-threshold',
    statement: 'above threshold: subdural; incomplete: cannot say more',
    notices: [{ code: 'test-notice', message: 'This slice was repaired.', sopInstanceUids: [uid(key)] }],
    scores: scores(key),
    calls: [{ type: 'subdural', score: 0.9, threshold: 0.4, thresholdFrom: 'a test' }],
    keySlices: [uid(key - 2), uid(key)],
    heatmaps: [
      map('intraparenchymal', [0, 0, 0, 0, 0, 0, 0, 100, 0, 0, 0, 0, 0, 0, 0, 0]),
      map('subdural', [0, 0, 10, 30, 0, 0, 60, 100, 0, 0, 40, 60, 0, 0, 0, 0]),
    ],
    slices: geometries.map((geometry, i) => ({
      sopInstanceUid: uid(i),
      positionMm: geometry.positionMm,
      scores: scores(i),
    })),
  };
}

const mainCanvas = (): HTMLCanvasElement =>
  document.querySelector<HTMLCanvasElement>('.viewer-viewport canvas')!;

/** Has the viewer draw, and resolves in the same frame after that, before the browser takes the picture away. */
const drawnFrame = (): Promise<void> => {
  const { set, screen } = store.getState();
  set({ screen: { ...screen } });
  return nextFrame();
};

const nextFrame = (): Promise<void> => new Promise((resolve) => requestAnimationFrame(() => resolve()));

/** A rectangle from the upper left corner. */
function readCanvas(
  canvas: HTMLCanvasElement,
  x = 0,
  y = 0,
  width = canvas.width,
  height = canvas.height,
): Image {
  const gl = canvas.getContext('webgl2')!;
  const upsideDown = new Uint8Array(width * height * 4);
  gl.readPixels(x, canvas.height - y - height, width, height, gl.RGBA, gl.UNSIGNED_BYTE, upsideDown);
  const data = new Uint8ClampedArray(upsideDown.length);
  for (let row = 0; row < height; row++) {
    data.set(
      upsideDown.subarray((height - 1 - row) * width * 4, (height - row) * width * 4),
      row * width * 4,
    );
  }
  return { width, height, data };
}

function compare(shown: Image, expected: Image): Difference {
  if (shown.width !== expected.width || shown.height !== expected.height) {
    throw new RangeError(`${shown.width} x ${shown.height} against ${expected.width} x ${expected.height}`);
  }
  let [largest, sum, beyond] = [0, 0, 0];
  shown.data.forEach((value, i) => {
    const difference = Math.abs(value - expected.data[i]!);
    largest = Math.max(largest, difference);
    sum += difference;
    if (difference > 1) beyond++;
  });
  return { largest, mean: sum / shown.data.length, beyondOne: beyond / shown.data.length };
}
