import { createViewStore, type ViewStore } from '../viewer/index.ts';

/** One finger scrolls, one mouse sets the window. */
export const newView = (): ViewStore =>
  createViewStore({ tool: matchMedia('(pointer: coarse)').matches ? 'scroll' : 'window' });
