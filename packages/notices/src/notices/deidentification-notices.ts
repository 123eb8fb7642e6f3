import type { NoticeEntry } from '../notice-entry.ts';

/** What de-identification leaves in a file. */
export const DEIDENTIFICATION_NOTICES = {
  'burned-in-annotation': {
    title: 'Writing in the pixels',
    effect: 'note',
    meaning: 'The header says that writing lies in the pixels, which de-identification does not remove.',
    remedy: 'Look at the pictures before they are passed on.',
    text: () =>
      'The header says that text is burnt into the pixels, and pixels are not changed: look at them.',
  },
  'screen-capture': {
    title: 'A picture of a screen',
    effect: 'note',
    meaning: 'A picture of a screen often shows names in its pixels.',
    remedy: "Look at the pictures, or don't pass them on.",
    text: () => 'The image is a picture of a screen, which may show the patient: look at it.',
  },
  'recognizable-features': {
    title: 'A face that can be rebuilt',
    effect: 'note',
    meaning: 'From thin slices a face can be rebuilt.',
    remedy: "Don't publish the files as they are.",
    text: () => 'The header says that the patient can be recognised from the pixels, which are not changed.',
  },
  face: {
    title: 'Slices thin enough for a face',
    effect: 'note',
    meaning: 'The slices of a series are so thin, and cover so much, that a face can be rebuilt from them.',
    remedy: 'Take the face off before anybody gets them whom the patient did not choose.',
    text: () =>
      'The slices are thin enough for a face to be rebuilt from them, and the pixels are not changed: take the face off before anybody gets them whom the patient did not choose.',
  },
  'left-over-bytes': {
    title: 'Bytes behind the last element',
    effect: 'note',
    meaning: 'Bytes behind the last element were dropped.',
    remedy: 'Nothing.',
    text: () => 'Bytes behind the pixels that are no DICOM elements were left out.',
  },
} satisfies Readonly<Record<string, NoticeEntry>>;
