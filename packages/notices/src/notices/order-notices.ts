import type { NoticeEntry } from '../notice-entry.ts';

/** Why no position orders the slices: they have none, or all have the same. */
export type NoPositions = 'missing' | 'all-the-same';

const NONE: Readonly<Record<NoPositions, string>> = {
  missing: 'No slice that was read has a position that can be used',
  'all-the-same': 'The positions of the slices are all the same',
};

/** At which end of such an order the pixels show the vertex. */
export type VertexSeen = 'last' | 'first' | 'unknown';

const VERTEX: Readonly<Record<VertexSeen, string>> = {
  last: 'which rises towards the vertex, as the pixels show',
  first: 'turned over, since the pixels show the vertex at its other end',
  unknown: 'and may be upside down',
};

const FROM = {
  spacing: ', as SpacingBetweenSlices says',
  thickness: ', which is their thickness',
} as const;

/** Where the order and the places of slices come from. */
export const ORDER_NOTICES = {
  'position-missing': {
    title: 'No slice positions in the header',
    effect: 'incomplete',
    meaning: 'Slices have no position that can be used while others have one, and were left out.',
    remedy: 'Have the headers of the named slices corrected where they are made.',
    text: () => 'These slices have no position that can be used while others have; they were left out.',
  },
  'position-invalid': {
    title: 'A slice position that is none',
    effect: 'note',
    meaning: 'ImagePositionPatient is not three numbers.',
    remedy: 'Have the headers of the named slices corrected where they are made.',
    text: ({ why }: { why: string }) =>
      `ImagePositionPatient is not three numbers (${why}), and was left out.`,
  },
  'slices-far-away': {
    title: 'Slices far away from the rest',
    effect: 'incomplete',
    meaning:
      'Slices lie so far from the rest that their positions are wrong or they show something else; they were left out.',
    remedy: 'Have their positions corrected where they are made, or send them as a series of their own.',
    text: ({ far, of, mm }: { far: number; of: number /** From the rest, at the least. */; mm: number }) =>
      `${far} of ${of} slices lie ${mm.toFixed(0)} mm or more from the rest, and by their places and numbers are no part of the same head: their positions are wrong or they show something else. They were left out.`,
  },
  'spacing-assumed': {
    title: 'Slice spacing assumed',
    effect: 'note',
    meaning:
      'No slice that was read has a position that can be used; their distance was taken from their thickness, or to be 5 mm.',
    remedy: "Don't rely on lengths across slices.",
    text: ({
      none,
      stepMm,
      from,
    }: {
      none: NoPositions;
      stepMm: number;
      from?: 'spacing' | 'thickness' | undefined;
    }) => {
      const why = from === undefined ? '' : FROM[from];
      return `${NONE[none]}; they were taken to be ${stepMm} mm apart${why}.`;
    },
  },
  'order-by-instance-number': {
    title: 'Ordered by instance number',
    effect: 'note',
    meaning: 'No slice has a position; InstanceNumber gave the order.',
    remedy: 'Check which end is the vertex.',
    text: ({
      none,
      vertex,
      skipped,
    }: {
      none: NoPositions;
      vertex: VertexSeen /** Numbers that no slice has. */;
      skipped: number;
    }) => {
      const gaps = skipped > 0 ? ` InstanceNumber skips ${skipped}, where slices may be missing.` : '';
      return `${NONE[none]}; they were ordered by InstanceNumber, ${VERTEX[vertex]}.${gaps}`;
    },
  },
  'order-by-slice-location': {
    title: 'Ordered by slice location',
    effect: 'note',
    meaning:
      'No slice has a position of its own; SliceLocation gave order and distances. Which of its ends is the head is left open by the standard.',
    remedy: 'Check which end is the vertex.',
    text: ({
      none,
      vertex,
      numbersDiffer,
    }: {
      none: NoPositions;
      vertex: VertexSeen;
      numbersDiffer: boolean;
    }) => {
      const against = numbersDiffer ? ' InstanceNumber says another order, and was not followed.' : '';
      return `${NONE[none]}; their order and distances were taken from SliceLocation, ${VERTEX[vertex]}.${against}`;
    },
  },
  'order-unknown': {
    title: 'Unknown slice order',
    effect: 'refused',
    meaning: 'The slices have neither positions nor numbers.',
    remedy: 'Ask for the series to be sent anew from where it was taken.',
    text: ({
      none,
      numbers,
    }: {
      none: NoPositions /** What is wrong with InstanceNumber. */;
      numbers: 'missing' | 'contradicted';
    }) =>
      `The order of the slices is unknown. ${NONE[none]}, and ${
        numbers === 'missing'
          ? 'they have no InstanceNumber each'
          : 'InstanceNumber and SliceLocation contradict each other'
      }.`,
  },
  'duplicate-position': {
    title: 'Slices at the same position',
    effect: 'incomplete',
    meaning:
      'Slices lie where another one lies, and were left out; the series is incomplete where nobody can say which of them belong together.',
    remedy: 'Send stacks that were reconstructed twice as series of their own.',
    text: ({
      twice,
      of,
      mixed,
    }: {
      twice: number;
      of: number /** Whether most places have several. */;
      mixed: boolean;
    }) =>
      `${twice} of ${of} slices lie where another one lies, and were left out${mixed ? '; nobody can say which of them belong together' : ''}.`,
  },
} satisfies Readonly<Record<string, NoticeEntry>>;
