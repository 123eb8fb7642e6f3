import { percent } from '../in-words.ts';
import type { NoticeEntry } from '../notice-entry.ts';

export interface Window {
  readonly center: number;
  readonly width: number;
}

/** What pictures (PNG, JPG) leave open. */
export const PICTURE_NOTICES = {
  'picture-source': {
    title: 'From pictures, not from DICOM',
    effect: 'note',
    meaning: 'The images come from pictures: no side, no millimetres, and only the values of one window.',
    remedy: 'Give the DICOM files.',
    text: ({ pictures, window: { center, width } }: { pictures: number; window: Window }) => {
      const [what, order] =
        pictures > 1
          ? [
              `${pictures} pictures`,
              'Taken for the slices of one series, about 5 mm apart, in the order of their names.',
            ]
          : ['a picture', 'The network saw it without its neighbours.'];
      return `From ${what} with a stated window of ${center}/${width}: no side, no scale, values outside the window are lost; scores only. ${order}`;
    },
  },
  'picture-window-narrow': {
    title: 'A window that cuts off part of what the network sees',
    effect: 'note',
    meaning: 'The stated window cuts off values that the network looks at.',
    remedy: 'Give the DICOM files, or pictures in a wider window.',
    text: ({
      kept,
      range: [low, high],
    }: {
      /** Share, 0 to 1. */ kept: number /** HU. */;
      range: readonly [number, number];
    }) =>
      `The stated window keeps ${percent(kept)} of the ${low} to ${high} HU that the network was trained on; scores differ from those of the DICOM files.`,
  },
  'picture-window-doubtful': {
    title: 'The stated window may be another',
    effect: 'note',
    meaning: 'The grey values do not look like the window that was stated.',
    remedy: 'Check which window the pictures were made in.',
    text: ({
      window,
      brainHu,
      spreadHu,
      usual,
    }: {
      window: Window;
      brainHu: number;
      spreadHu: number;
      usual: { readonly brainHu: readonly [number, number]; readonly leastSpreadHu: number };
    }) =>
      `In a window of ${window.center}/${window.width} brain would have ${brainHu.toFixed(0)} HU and vary by ${spreadHu.toFixed(1)}; ${usual.brainHu[0]} to ${usual.brainHu[1]} and at least ${usual.leastSpreadHu} are usual. Check the window.`,
  },
  'picture-unsure': {
    title: 'Pictures that by themselves are not known for a head CT',
    effect: 'note',
    meaning: 'By themselves the pictures are not known for a head CT.',
    remedy: 'Look at the pictures before relying on their answer.',
    text: ({ unsure, of }: { unsure: number; of: number }) =>
      `${unsure} of ${of} pictures are not known for slices of a head CT by themselves, as near vertex and skull base.`,
  },
} satisfies Readonly<Record<string, NoticeEntry>>;
