import type { NoticeEntry } from '../notice-entry.ts';

const PIXELS_END = {
  open: 'The delimiter behind the fragments of the pixels is missing; every frame is there, and whole.',
  overrun:
    'The last fragment of the pixels says that it is longer than it is; every frame is there, and whole.',
  cut: 'The pixels say that they are longer than the file; all that the image needs is there.',
  unsaid: 'The pixels do not say where they end; they are as many bytes as the image needs.',
  'with-length':
    'The fragments of the pixels stand in a value that says its length, which is illegal; they were read all the same.',
  'no-fragments':
    'The compressed pixels are not cut into fragments; they hold one whole image, which was read.',
} as const;

const MORE = {
  bytes: 'There are more bytes of pixels than the image needs; the rest was left out.',
  frames: 'There are more frames of pixels than the header says; the rest was left out.',
  behind: 'Behind the pixels lie bytes that belong to nothing; they were left out.',
} as const;

const IRREGULAR = {
  'without-vr': 'Elements stand without a VR where the transfer syntax asks for one',
  'with-vr': 'Elements stand with a VR where the transfer syntax has none',
  'illegal-vr': 'Elements have a VR that does not exist',
  sequence: 'Sequences or their items end elsewhere than they say',
} as const;

/** What is wrong with how a file is written, and could be read all the same. */
export const FILE_NOTICES = {
  'lossy-compressed': {
    title: 'Compressed with loss',
    effect: 'note',
    meaning: 'The pixels were compressed with loss; the message gives the ratio.',
    remedy: 'Prefer the original images: faint blood may be lost.',
    text: ({
      ratios,
    }: {
      /** One for each time it was compressed; none where they are not stated. */ ratios: readonly number[];
    }) =>
      `The pixels were compressed with loss, ${ratios.length > 0 ? `at ${ratios.map((r) => `${r}:1`).join(', then ')}` : 'at a ratio not stated'}.`,
  },
  'lossy-beyond-stored': {
    title: 'Compression with loss left the range of the values',
    effect: 'note',
    meaning:
      'Values of pixels compressed with loss lie so far beyond the range of BitsStored that it may be wrong; they were set to its ends.',
    remedy: 'Look at the named slices; prefer the original images.',
    text: () =>
      'Values lie beyond what BitsStored allows, where compression with loss may have put them; they were set to the nearest that it allows.',
  },
  'fragments-joined': {
    title: 'A frame split over fragments',
    effect: 'note',
    meaning: 'A frame was split into fragments, which RLE forbids; they were joined.',
    remedy: 'Nothing.',
    text: () => 'The RLE frame is split into fragments, which is illegal (PS3.5 A.4.2); they were joined.',
  },
  'fragment-longer': {
    title: 'A fragment longer than it says',
    effect: 'note',
    meaning: 'A fragment of the pixels has an odd length, which is illegal; it was read all the same.',
    remedy: 'Have the sender corrected.',
    text: () =>
      'A fragment of the pixels has an odd length, which is illegal, and a byte more than that; the byte was left out.',
  },
  'bitstream-mismatch': {
    title: 'Pixels written in another way than the file says',
    effect: 'note',
    meaning:
      'The pixels are written in another way than the transfer syntax says, and were read as what they are.',
    remedy: 'Have the sender corrected.',
    text: ({
      said,
      found,
    }: {
      /** By the transfer syntax. */ said: string /** To be read after "but they are". */;
      found: string;
    }) => `The transfer syntax says that the pixels are ${said}, but they are ${found}, and were read so.`,
  },
  'offset-table-wrong': {
    title: 'A wrong offset table',
    effect: 'note',
    meaning: 'The offset table does not fit the fragments; frames were told apart by what they hold.',
    remedy: 'Have the sender corrected.',
    text: ({ table }: { table: 'missing' | 'wrong' }) =>
      table === 'missing'
        ? 'The item of the offset table is missing; the pixels begin in its place.'
        : 'The offset table does not fit the fragments of the pixels; they were told apart by what they hold.',
  },
  'pixels-end-unmarked': {
    title: 'The end of the pixels is not marked as it should be',
    effect: 'note',
    meaning:
      'The pixels have no mark of their end, or a wrong one. Every picture is whole by its own end or by the number of its bytes.',
    remedy: 'Have the sender corrected.',
    text: ({ end }: { end: keyof typeof PIXELS_END }) => PIXELS_END[end],
  },
  'pixel-data-long': {
    title: 'More pixel data than pixels',
    effect: 'note',
    meaning: 'There are more bytes of pixels than the picture needs; the rest was left out.',
    remedy: 'Look at the picture: its rows may be displaced.',
    text: ({ more }: { more: keyof typeof MORE }) => MORE[more],
  },
  'elements-irregular': {
    title: 'A header written against the standard',
    effect: 'note',
    meaning:
      'Elements of the header are written against the standard (without a VR, with one that does not exist, in sequences of a wrong length); what lies before and behind them leaves one way to read them.',
    remedy: 'Have the sender corrected.',
    text: ({ kind, tags }: { kind: keyof typeof IRREGULAR; tags: string }) =>
      `${IRREGULAR[kind]}: ${tags}. What is before and behind them shows how to read them.`,
  },
  'elements-doubled': {
    title: 'Header values that contradict each other',
    effect: 'note',
    meaning: 'The header says something twice, and not the same; the first was used.',
    remedy: 'Find out which is right, and have the header corrected.',
    text: ({ tags }: { tags: string }) =>
      `Elements stand twice with different values: ${tags}. The first of each was used.`,
  },
  'pixel-header-doubtful': {
    title: 'A header that says what cannot be',
    effect: 'note',
    meaning:
      'The header says something of the pixels that no image can have (no frames, another highest bit than all bits stored have, an unknown PhotometricInterpretation), and that changes none of them.',
    remedy: 'Have the sender corrected.',
    text: (doubt: { frames: number } | { photometric: string } | { highBit: number; bitsStored: number }) => {
      if ('frames' in doubt) return `NumberOfFrames is ${doubt.frames}; one frame was read.`;
      if ('photometric' in doubt)
        return `PhotometricInterpretation is ${doubt.photometric}, which does not exist; grey values were read.`;
      const { highBit, bitsStored } = doubt;
      return `HighBit is ${highBit}, though all ${bitsStored} bits are stored; the highest is ${bitsStored - 1}.`;
    },
  },
  'transfer-syntax-guessed': {
    title: 'Transfer syntax guessed',
    effect: 'note',
    meaning: 'The file does not say how it is written, or says it wrongly.',
    remedy: 'Have the sender corrected.',
    text: (
      syntax: 'not-named' | { /** The name of the transfer syntax. */ named: string; written: string },
    ) =>
      syntax === 'not-named'
        ? 'The file does not name its transfer syntax; it was found from the bytes.'
        : `The file names the transfer syntax ${syntax.named} but its header is written with ${syntax.written}, and was read so.`,
  },
} satisfies Readonly<Record<string, NoticeEntry>>;
