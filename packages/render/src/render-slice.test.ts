import { describe, expect, it } from 'vitest';
import type { Image } from './image.ts';
import { renderSlice } from './render-slice.ts';
import { smallSlice } from './small-slice.ts';

const greys = ({ width, height, data }: Image): number[][] =>
  Array.from({ length: height }, (_, y) =>
    Array.from({ length: width }, (_, x) => data[(y * width + x) * 4]!),
  );

describe('renderSlice', () => {
  it('shows the brain window by default, opaque and grey', () => {
    const image = renderSlice(smallSlice(1, 3, [-100, 40, 200]));
    expect([...image.data]).toEqual([0, 0, 0, 255, 129, 129, 129, 255, 255, 255, 255, 255]);
  });

  it('shows the window and function it is asked for', () => {
    const slice = smallSlice(1, 2, [300, 900]);
    const window = { center: 600, width: 1200 };
    expect(greys(renderSlice(slice, { window, function: 'LINEAR_EXACT' }))).toEqual([[64, 191]]);
    expect(greys(renderSlice(slice, { window, function: 'SIGMOID' }))).toEqual([[69, 186]]);
  });

  it('hangs it radiologically: patient right on screen left, front up, however it is stored', () => {
    // Bright is the pixel at the patient's right front, grey the one at the left front.
    const window = { center: 50, width: 101 };
    const expected = [
      [255, 129],
      [1, 1],
    ];
    const shown = (hu: number[], cosines: [number, number, number, number, number, number]) =>
      greys(renderSlice(smallSlice(2, 2, hu, { imageOrientationPatient: cosines }), { window }));
    expect(shown([100, 50, 0, 0], [1, 0, 0, 0, 1, 0])).toEqual(expected);
    expect(shown([50, 100, 0, 0], [-1, 0, 0, 0, 1, 0])).toEqual(expected);
    expect(shown([0, 0, 100, 50], [1, 0, 0, 0, -1, 0])).toEqual(expected);
    expect(shown([100, 0, 50, 0], [0, 1, 0, 1, 0, 0])).toEqual(expected);
  });

  it('has square millimetres: rows 2 mm apart make it twice as high', () => {
    const image = renderSlice(smallSlice(4, 4, Array<number>(16).fill(0), { pixelSpacing: [2, 1] }), {
      side: 8,
    });
    expect([image.width, image.height]).toEqual([4, 8]);
  });

  it('takes pixels as square where their size is unknown', () => {
    const image = renderSlice(smallSlice(2, 4, Array<number>(8).fill(0), { pixelSpacing: undefined }), {
      side: 12,
    });
    expect([image.width, image.height]).toEqual([12, 6]);
  });
});
