/**
 * The stable codes of notices that rooms raise, each with a short English title. A notice's own message says
 * what happened in the case at hand; programs depend on the code. Other codes may occur and are shown as they are.
 */
export const NOTICE_CODES = {
  'slice-unreadable': 'A slice could not be read',
  'spacing-irregular': 'Uneven slice spacing',
  'spacing-assumed': 'Slice spacing assumed',
  'gantry-tilt': 'Tilted gantry',
  'not-axial': 'Not axial',
  'duplicate-instance': 'The same slice twice',
  'duplicate-position': 'Slices at the same position',
  'mixed-geometry': 'Slices of different size or orientation',
  'patient-mixed': 'Slices of different patients',
  'position-missing': 'No slice positions in the header',
  'position-invalid': 'A slice position that is none',
  'orientation-missing': 'No orientation in the header',
  'orientation-invalid': 'An orientation that is none',
  'order-by-instance-number': 'Ordered by instance number',
  'order-unknown': 'Unknown slice order',
  'pixel-spacing-missing': 'Unknown pixel size',
  'pixel-spacing-invalid': 'A pixel size that is none',
  'rescale-missing': 'No rescale in the header',
  'rescale-type-not-hu': 'Not Hounsfield units',
  'lossy-compressed': 'Compressed with loss',
  saturated: 'Values beyond the range were cut',
  'padding-inside': 'Padding value inside the head',
  'twelve-bit-repaired': 'Hounsfield units were repaired',
  'twelve-bit-suspect': 'Hounsfield units may be wrong',
  'fragments-joined': 'A frame split over fragments',
  'bitstream-mismatch': 'Pixels written in another way than the file says',
  'offset-table-wrong': 'A wrong offset table',
  'transfer-syntax-guessed': 'Transfer syntax guessed',
  'pixel-data-long': 'More pixel data than pixels',
  'image-inconsistent': 'The header contradicts itself',
} as const;

export type NoticeCode = keyof typeof NOTICE_CODES;
