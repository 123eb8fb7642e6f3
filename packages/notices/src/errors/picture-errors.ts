import type { ErrorEntry } from '../error-entry.ts';

/** Of pictures (PNG, JPG). */
export const PICTURE_ERRORS = {
  'picture-without-window': {
    meaning: 'A picture was given without the window that is baked into it.',
    remedy:
      'Give the DICOM files; or, where the window that is baked into it is known, state it as level and width: --window 40/80.',
  },
  'picture-window-wide': {
    meaning: 'In so wide a window one grey level spans more than the difference between blood and brain.',
    remedy: 'Give the DICOM files, or export the slices in a brain window such as 40/80.',
  },
  'picture-not-head-ct': {
    meaning: 'A picture is not known for an axial slice of a head CT in the stated window.',
    remedy: 'Give the DICOM files, or check the window.',
  },
  'picture-unreadable': {
    meaning: "A picture can't be decoded.",
    remedy: 'Give the DICOM files, or export the slices again as PNG.',
  },
  'picture-too-large': {
    meaning: 'A picture has more pixels than any export of a slice.',
    remedy: 'Give the DICOM files, or slices as they were exported, of at most 4096 x 4096 pixels.',
  },
} satisfies Readonly<Record<string, ErrorEntry>>;
