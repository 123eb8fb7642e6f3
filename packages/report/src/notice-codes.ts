/**
 * The stable codes of notices that rooms raise, each with a short English title. A notice's own message says
 * what happened in the case at hand; programs depend on the code. Other codes may occur and are shown as they are.
 */
export const NOTICE_CODES = {
  'slice-unreadable': 'A slice could not be read',
  'slices-missing': 'Slices are missing',
  'slices-duplicate': 'Slices at the same position',
  'slices-differ': 'Slices of different size or orientation',
  'slices-few': 'Few slices',
  'spacing-irregular': 'Uneven slice spacing',
  'spacing-unknown': 'Unknown slice spacing',
  'position-missing': 'No slice positions in the header',
  'orientation-missing': 'No orientation in the header',
  'pixel-spacing-missing': 'Unknown pixel size',
  'gantry-tilt': 'Tilted gantry',
  'hu-repaired': 'Hounsfield units were repaired',
  'hu-suspect': 'Hounsfield units may be wrong',
  'hu-saturated': 'Values beyond the range were cut',
  'padding-inside': 'Padding value inside the head',
  'lossy-compression': 'Lossy compression',
  'rle-fragments': 'A frame split over fragments',
  'rescale-missing': 'No rescale in the header',
  'blank-slice': 'A slice without content',
  'modality-unknown': 'No modality in the header',
  'multi-frame': 'Several frames in one object',
} as const;

export type NoticeCode = keyof typeof NOTICE_CODES;
