/** Pictures by their first bytes: what a user takes for an image of the patient, and what is none. */
const FORMATS: readonly { readonly name: string; readonly fits: (bytes: Uint8Array) => boolean }[] = [
  { name: 'PNG', fits: (bytes) => starts(bytes, [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]) },
  { name: 'JPEG', fits: (bytes) => starts(bytes, [0xff, 0xd8, 0xff]) },
  { name: 'GIF', fits: (bytes) => starts(bytes, latin('GIF8')) },
  { name: 'WebP', fits: (bytes) => starts(bytes, latin('RIFF')) && starts(bytes.subarray(8), latin('WEBP')) },
  // A preamble of a DICOM file may begin like a TIFF (PS3.10, dual-format files): DICOM's own prefix goes first.
  {
    name: 'TIFF',
    fits: (bytes) => starts(bytes, [0x49, 0x49, 0x2a, 0]) || starts(bytes, [0x4d, 0x4d, 0, 0x2a]),
  },
  // "BM", and zeros where the format reserves four bytes.
  { name: 'BMP', fits: (bytes) => starts(bytes, latin('BM')) && starts(bytes.subarray(6), [0, 0, 0, 0]) },
];

/** The name of a picture's format; undefined for anything else, DICOM among it. */
export function pictureFormat(bytes: Uint8Array): string | undefined {
  if (starts(bytes.subarray(128), latin('DICM'))) return undefined;
  return FORMATS.find(({ fits }) => fits(bytes))?.name;
}

const latin = (text: string): number[] => [...text].map((letter) => letter.charCodeAt(0));

const starts = (bytes: Uint8Array, first: readonly number[]): boolean =>
  bytes.length >= first.length && first.every((byte, i) => bytes[i] === byte);
