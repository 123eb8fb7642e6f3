import { WINDOWS } from '@ichor/ct';
import { describe, expect, it } from 'vitest';
import { createViewStore } from './view-store.ts';

const opened = (count = 20, index = 3) => {
  const store = createViewStore({ index });
  store.getState().open(count);
  return store;
};

describe('createViewStore', () => {
  it('stays inside the stack', () => {
    const store = opened();
    store.getState().show(99);
    expect(store.getState().index).toBe(19);
    store.getState().show(-4);
    expect(store.getState().index).toBe(0);
  });

  it('keeps the slice that is asked for before a stack is there, and window and zoom for the next stack', () => {
    const store = createViewStore();
    store.getState().show(7);
    store.getState().setWindow(WINDOWS.bone);
    store.getState().zoomBy(2);
    store.getState().addLength({ index: 7, from: { x: 0, y: 0 }, to: { x: 1, y: 0 } });
    store.getState().open(20);
    expect(store.getState()).toMatchObject({ index: 7, window: WINDOWS.bone, zoom: 2, lengths: [] });
  });

  it('zooms about a place that stays where it is on the screen', () => {
    const store = opened();
    store.getState().panBy(5, -3);
    const before = store.getState();
    const about = { x: 20, y: 10 };
    before.zoomBy(2, about);
    const after = store.getState();
    const onScreen = ({ zoom, pan }: typeof before) => [(about.x - pan.x) * zoom, (about.y - pan.y) * zoom];
    expect(onScreen(after)).toEqual(onScreen(before));
  });

  it('never makes a window that LINEAR has no picture for', () => {
    const store = opened();
    store.getState().setWindow({ center: 40, width: -50 });
    expect(store.getState().window.width).toBe(1);
  });

  it('gives up half a length when another slice is shown', () => {
    const store = opened();
    store.getState().set({ lengthFrom: { x: 1, y: 1 } });
    store.getState().show(3);
    expect(store.getState().lengthFrom).not.toBeNull();
    store.getState().show(4);
    expect(store.getState().lengthFrom).toBeNull();
  });

  it('takes away the last length of the shown slice alone', () => {
    const store = opened();
    const length = (index: number, x: number) => ({ index, from: { x: 0, y: 0 }, to: { x, y: 0 } });
    for (const one of [length(3, 1), length(3, 2), length(5, 3)]) store.getState().addLength(one);
    store.getState().removeLength();
    expect(store.getState().lengths).toEqual([length(3, 1), length(5, 3)]);
    store.getState().show(10);
    store.getState().removeLength();
    expect(store.getState().lengths).toHaveLength(2);
  });
});
