import { describe, expect, it } from 'vitest';
import { newImage } from './image.ts';
import { outlineMask } from './outline-mask.ts';
import { overlayHeatmap } from './overlay-heatmap.ts';
import { renderSlice } from './render-slice.ts';
import { smallSlice } from './small-slice.ts';

const air = Array<number>(64).fill(-1000);
const box = { row: 2, column: 4, rows: 4, columns: 4 };
const heatmap = { rows: 2, columns: 2, box, data: [0, 0, 0, 100] };

describe('overlayHeatmap', () => {
  it('colours the slice where the map is high, and leaves the rest', () => {
    const slice = smallSlice(8, 8, air);
    const image = overlayHeatmap(renderSlice(slice, { side: 16 }), slice, heatmap);
    const red = (row: number, column: number) => image.data[(row * 2 * 16 + column * 2) * 4]!;
    expect(red(5, 7)).toBeGreaterThan(60);
    expect(red(2, 4)).toBe(0);
    expect(red(6, 7)).toBe(0); // below the box
    expect(red(0, 0)).toBe(0);
  });

  it('turns the map with a slice that is stored turned', () => {
    const stored = smallSlice(8, 8, air, { imageOrientationPatient: [-1, 0, 0, 0, -1, 0] });
    const image = overlayHeatmap(renderSlice(stored), stored, heatmap);
    const coloured = Array.from({ length: 64 }, (_, i) => i).filter((i) => image.data[i * 4]! > 30);
    expect(coloured.length).toBeGreaterThan(0);
    // The stored lower right quarter of the box (rows 4-5, columns 6-7) hangs at rows 2-3, columns 0-1.
    const redness = (i: number) => image.data[i * 4]! - image.data[i * 4 + 1]!;
    const reddest = coloured.reduce((a, b) => (redness(b) > redness(a) ? b : a));
    expect([Math.floor(reddest / 8), reddest % 8]).toEqual([2, 0]);
  });

  it('is as strong as it is asked to be', () => {
    const slice = smallSlice(8, 8, air);
    const at = (opacity: number) =>
      overlayHeatmap(renderSlice(slice), slice, { ...heatmap, data: [100, 100, 100, 100] }, { opacity }).data[
        (3 * 8 + 5) * 4
      ];
    expect([at(0), at(0.5), at(1)]).toEqual([0, 108, 215]);
  });

  it('says the same of equal pixels: a redder colour is a higher value', () => {
    const slice = smallSlice(8, 8, air);
    const green = (value: number) =>
      overlayHeatmap(
        renderSlice(slice),
        slice,
        { ...heatmap, data: Array<number>(4).fill(value) },
        { opacity: 1 },
      ).data[(3 * 8 + 5) * 4 + 1]!;
    expect(green(70)).toBeGreaterThan(green(100));
    expect(green(100)).toBe(0);
  });
});

describe('outlineMask', () => {
  it('draws the border and leaves the inside', () => {
    const slice = smallSlice(8, 8, air);
    const mask = Uint8Array.from({ length: 64 }, (_, i) => {
      const [row, column] = [Math.floor(i / 8), i % 8];
      return row >= 2 && row <= 6 && column >= 1 && column <= 5 ? 1 : 0;
    });
    const image = outlineMask(renderSlice(slice), slice, mask, [9, 0, 0]);
    const drawn = Array.from({ length: 64 }, (_, i) => image.data[i * 4]);
    expect(drawn.filter((red) => red === 9)).toHaveLength(16);
    expect(drawn[3 * 8 + 3]).toBe(0);
    expect(drawn[2 * 8 + 1]).toBe(9);
  });

  it('refuses a mask of another size', () => {
    expect(() => outlineMask(newImage(8, 8), smallSlice(8, 8, air), new Uint8Array(9))).toThrow(RangeError);
  });
});
