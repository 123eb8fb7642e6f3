import { applyVoiWindow, hang, type Slice, type VoiFunction, WINDOWS, type Window } from '@ichor/ct';
import { frameOf, pictureSize } from './frame-of.ts';
import { type Image, newImage } from './image.ts';
import { resample } from './resample.ts';

export interface RenderSliceOptions {
  readonly window?: Window | undefined;
  readonly function?: VoiFunction | undefined;
  /** Pixels of the picture's longer side; by default the larger of rows and columns. */
  readonly side?: number | undefined;
}

/** A slice as a grey picture, hung radiologically, with square millimetres. Hounsfield units are interpolated, then windowed. */
export function renderSlice(slice: Slice, options: RenderSliceOptions = {}): Image {
  const frame = frameOf(slice);
  const { width, height } = pictureSize(frame, options.side ?? Math.max(slice.rows, slice.columns));
  const { rows, columns, data } = hang(
    { rows: slice.rows, columns: slice.columns, data: slice.hu },
    frame.hanging,
  );
  const hu = rows === height && columns === width ? data : resample(data, rows, columns, height, width);
  const grey = applyVoiWindow(hu, options.window ?? WINDOWS.brain, {
    function: options.function ?? 'LINEAR',
  });
  const image = newImage(width, height);
  for (let i = 0; i < grey.length; i++) image.data.fill(grey[i]!, i * 4, i * 4 + 3);
  return image;
}
