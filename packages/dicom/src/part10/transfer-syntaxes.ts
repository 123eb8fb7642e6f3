import type { Bitstream } from '../codecs/bitstream.ts';

export const IMPLICIT_LITTLE_ENDIAN = '1.2.840.10008.1.2';
export const EXPLICIT_LITTLE_ENDIAN = '1.2.840.10008.1.2.1';
export const EXPLICIT_BIG_ENDIAN = '1.2.840.10008.1.2.2';
export const DEFLATED = '1.2.840.10008.1.2.1.99';

export interface TransferSyntax {
  readonly name: string;
  /** Whether the data set around the pixels can be read. */
  readonly headerReadable: boolean;
  /** Whether the pixels are cut into fragments (PS3.5 A.4). */
  readonly encapsulated: boolean;
  /** What the pixels are written as; absent where that is not read. */
  readonly bitstream?: Bitstream;
  /** Whether the elements have no VR. */
  readonly implicit?: boolean;
  /** Whether uncompressed pixels are in big endian whatever the header is in. */
  readonly bigEndianPixels?: boolean;
  /** Whose private transfer syntax it is. */
  readonly owner?: string;
  /** What to do where it is not read, if not what helps with most. */
  readonly remedy?: string;
}

/** Those that may lose something, or nothing, whatever their stream's own marks say. */
const LOSSY_OR_NOT: ReadonlySet<string> = new Set([
  '1.2.840.10008.1.2.4.81',
  '1.2.840.10008.1.2.4.91',
  '1.2.840.10008.1.2.4.203',
]);

/** Whether pixels of this transfer syntax may have lost something though their stream is of a kind that keeps all. */
export const mayBeLossy = (uid: string): boolean => LOSSY_OR_NOT.has(uid);

const plain = (name: string): TransferSyntax => ({
  name,
  headerReadable: true,
  encapsulated: false,
  bitstream: 'native',
});
const unreadable = (name: string, remedy: string): TransferSyntax => ({
  name,
  headerReadable: false,
  encapsulated: false,
  remedy,
});
const compressed = (name: string, bitstream?: Bitstream): TransferSyntax => ({
  name,
  headerReadable: true,
  encapsulated: true,
  ...(bitstream && { bitstream }),
});

const VIDEO = 'Leave it out: it holds a video, and no CT image.';
const ELSEWHERE = 'Ask for the images with their pixels: this file only says on which server they are.';
const NO_DATA_SET = 'Ask for the DICOM file itself, in Explicit VR Little Endian.';
const video = (name: string): TransferSyntax => ({ ...compressed(name), remedy: VIDEO });

/** The standard's transfer syntaxes (PS3.6 table A-1). A codec is a file in codecs/ and a line in codecs/decoders.ts. */
const TRANSFER_SYNTAXES: Readonly<Record<string, TransferSyntax>> = {
  [IMPLICIT_LITTLE_ENDIAN]: { ...plain('Implicit VR Little Endian'), implicit: true },
  [EXPLICIT_LITTLE_ENDIAN]: plain('Explicit VR Little Endian'),
  '1.2.840.10008.1.2.1.98': compressed('Encapsulated Uncompressed Explicit VR Little Endian', 'native'),
  [DEFLATED]: plain('Deflated Explicit VR Little Endian'),
  [EXPLICIT_BIG_ENDIAN]: plain('Explicit VR Big Endian'),
  '1.2.840.10008.1.2.4.50': compressed('JPEG Baseline (Process 1)', 'jpeg'),
  '1.2.840.10008.1.2.4.51': compressed('JPEG Extended (Process 2 & 4)', 'jpeg'),
  '1.2.840.10008.1.2.4.52': compressed('JPEG Extended (Process 3 & 5) (Retired)'),
  '1.2.840.10008.1.2.4.53': compressed('JPEG Spectral Selection, Non-Hierarchical (Process 6 & 8) (Retired)'),
  '1.2.840.10008.1.2.4.54': compressed('JPEG Spectral Selection, Non-Hierarchical (Process 7 & 9) (Retired)'),
  '1.2.840.10008.1.2.4.55': compressed('JPEG Full Progression, Non-Hierarchical (Process 10 & 12) (Retired)'),
  '1.2.840.10008.1.2.4.56': compressed('JPEG Full Progression, Non-Hierarchical (Process 11 & 13) (Retired)'),
  '1.2.840.10008.1.2.4.57': compressed('JPEG Lossless, Non-Hierarchical (Process 14)', 'jpeg-lossless'),
  '1.2.840.10008.1.2.4.58': compressed('JPEG Lossless, Non-Hierarchical (Process 15) (Retired)'),
  '1.2.840.10008.1.2.4.59': compressed('JPEG Extended, Hierarchical (Process 16 & 18) (Retired)'),
  '1.2.840.10008.1.2.4.60': compressed('JPEG Extended, Hierarchical (Process 17 & 19) (Retired)'),
  '1.2.840.10008.1.2.4.61': compressed('JPEG Spectral Selection, Hierarchical (Process 20 & 22) (Retired)'),
  '1.2.840.10008.1.2.4.62': compressed('JPEG Spectral Selection, Hierarchical (Process 21 & 23) (Retired)'),
  '1.2.840.10008.1.2.4.63': compressed('JPEG Full Progression, Hierarchical (Process 24 & 26) (Retired)'),
  '1.2.840.10008.1.2.4.64': compressed('JPEG Full Progression, Hierarchical (Process 25 & 27) (Retired)'),
  '1.2.840.10008.1.2.4.65': compressed('JPEG Lossless, Hierarchical (Process 28) (Retired)'),
  '1.2.840.10008.1.2.4.66': compressed('JPEG Lossless, Hierarchical (Process 29) (Retired)'),
  '1.2.840.10008.1.2.4.70': compressed(
    'JPEG Lossless, Non-Hierarchical, First-Order Prediction (Process 14 [Selection Value 1])',
    'jpeg-lossless',
  ),
  '1.2.840.10008.1.2.4.80': compressed('JPEG-LS Lossless', 'jpeg-ls'),
  '1.2.840.10008.1.2.4.81': compressed('JPEG-LS Lossy (Near-Lossless)', 'jpeg-ls'),
  '1.2.840.10008.1.2.4.90': compressed('JPEG 2000 (Lossless Only)', 'jpeg-2000'),
  '1.2.840.10008.1.2.4.91': compressed('JPEG 2000', 'jpeg-2000'),
  '1.2.840.10008.1.2.4.92': compressed('JPEG 2000 Part 2 Multi-component (Lossless Only)'),
  '1.2.840.10008.1.2.4.93': compressed('JPEG 2000 Part 2 Multi-component'),
  '1.2.840.10008.1.2.4.94': { ...compressed('JPIP Referenced'), remedy: ELSEWHERE },
  '1.2.840.10008.1.2.4.95': unreadable('JPIP Referenced Deflate', ELSEWHERE),
  '1.2.840.10008.1.2.4.100': video('MPEG2 Main Profile / Main Level'),
  '1.2.840.10008.1.2.4.100.1': video('Fragmentable MPEG2 Main Profile / Main Level'),
  '1.2.840.10008.1.2.4.101': video('MPEG2 Main Profile / High Level'),
  '1.2.840.10008.1.2.4.101.1': video('Fragmentable MPEG2 Main Profile / High Level'),
  '1.2.840.10008.1.2.4.102': video('MPEG-4 AVC/H.264 High Profile / Level 4.1'),
  '1.2.840.10008.1.2.4.102.1': video('Fragmentable MPEG-4 AVC/H.264 High Profile / Level 4.1'),
  '1.2.840.10008.1.2.4.103': video('MPEG-4 AVC/H.264 BD-compatible High Profile / Level 4.1'),
  '1.2.840.10008.1.2.4.103.1': video('Fragmentable MPEG-4 AVC/H.264 BD-compatible High Profile / Level 4.1'),
  '1.2.840.10008.1.2.4.104': video('MPEG-4 AVC/H.264 High Profile / Level 4.2 For 2D Video'),
  '1.2.840.10008.1.2.4.104.1': video('Fragmentable MPEG-4 AVC/H.264 High Profile / Level 4.2 For 2D Video'),
  '1.2.840.10008.1.2.4.105': video('MPEG-4 AVC/H.264 High Profile / Level 4.2 For 3D Video'),
  '1.2.840.10008.1.2.4.105.1': video('Fragmentable MPEG-4 AVC/H.264 High Profile / Level 4.2 For 3D Video'),
  '1.2.840.10008.1.2.4.106': video('MPEG-4 AVC/H.264 Stereo High Profile / Level 4.2'),
  '1.2.840.10008.1.2.4.106.1': video('Fragmentable MPEG-4 AVC/H.264 Stereo High Profile / Level 4.2'),
  '1.2.840.10008.1.2.4.107': video('HEVC/H.265 Main Profile / Level 5.1'),
  '1.2.840.10008.1.2.4.108': video('HEVC/H.265 Main 10 Profile / Level 5.1'),
  '1.2.840.10008.1.2.4.110': compressed('JPEG XL Lossless'),
  '1.2.840.10008.1.2.4.111': compressed('JPEG XL JPEG Recompression'),
  '1.2.840.10008.1.2.4.112': compressed('JPEG XL'),
  '1.2.840.10008.1.2.4.201': compressed('High-Throughput JPEG 2000 (Lossless Only)', 'htj2k'),
  '1.2.840.10008.1.2.4.202': compressed(
    'High-Throughput JPEG 2000 with RPCL Options (Lossless Only)',
    'htj2k',
  ),
  '1.2.840.10008.1.2.4.203': compressed('High-Throughput JPEG 2000', 'htj2k'),
  '1.2.840.10008.1.2.4.204': { ...compressed('JPIP HTJ2K Referenced'), remedy: ELSEWHERE },
  '1.2.840.10008.1.2.4.205': unreadable('JPIP HTJ2K Referenced Deflate', ELSEWHERE),
  '1.2.840.10008.1.2.5': compressed('RLE Lossless', 'rle'),
  '1.2.840.10008.1.2.6.1': unreadable('RFC 2557 MIME encapsulation (Retired)', NO_DATA_SET),
  '1.2.840.10008.1.2.6.2': unreadable('XML Encoding (Retired)', NO_DATA_SET),
  '1.2.840.10008.1.2.7.1': video('SMPTE ST 2110-20 Uncompressed Progressive Active Video'),
  '1.2.840.10008.1.2.7.2': video('SMPTE ST 2110-20 Uncompressed Interlaced Active Video'),
  '1.2.840.10008.1.2.7.3': video('SMPTE ST 2110-30 PCM Digital Audio'),
  '1.2.840.10008.1.2.8.1': compressed('Deflated Image Frame Compression'),
  // Written down by GDCM and DCMTK: only the pixels are turned.
  '1.2.840.113619.5.2': {
    ...plain('Implicit VR Little Endian with big-endian pixels (GE)'),
    implicit: true,
    bigEndianPixels: true,
  },
  '1.2.840.10008.1.20': unreadable('Papyrus 3 Implicit VR Little Endian (Retired)', NO_DATA_SET),
};

/** Makers of scanners and archives, by the root of their UIDs. */
const OWNERS: readonly (readonly [root: string, owner: string])[] = [
  ['1.2.840.113619.', 'GE'],
  ['1.3.12.2.1107.', 'Siemens'],
  ['1.3.46.670589.', 'Philips'],
  ['1.2.840.113704.', 'Philips'],
  ['1.2.392.200036.9116.', 'Canon (Toshiba)'],
  ['1.2.392.200036.9125.', 'Fujifilm'],
  ['1.2.124.113532.', 'Agfa'],
  ['1.2.752.24.', 'Sectra'],
];
const PRIVATE =
  'Ask the archive to send it as Explicit VR Little Endian: what nobody but its maker has written down can only be converted there.';

/** The transfer syntax of a UID; one that isn't known has the name "unknown", or that of its owner, and no bitstream that is read. */
export function transferSyntax(uid: string): TransferSyntax {
  const known = Object.hasOwn(TRANSFER_SYNTAXES, uid) ? TRANSFER_SYNTAXES[uid] : undefined;
  if (known !== undefined) return known;
  const [, owner] = OWNERS.find(([root]) => uid.startsWith(root)) ?? [];
  return {
    ...compressed(owner === undefined ? 'unknown' : `private (${owner})`),
    ...(owner && { owner }),
    remedy: PRIVATE,
  };
}
