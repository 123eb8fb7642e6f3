import { mebibytes, slices } from '../in-words.ts';
import type { NoticeEntry } from '../notice-entry.ts';
import { type OtherStacks, otherStacks } from '../other-stacks.ts';

const REPEATED = {
  positions: 'at the same positions',
  part: 'of the same part of the body',
} as const;

/** What belongs together: slices of one patient, one stack, one file. */
export const IDENTITY_NOTICES = {
  'slice-unreadable': {
    title: 'A slice could not be read',
    effect: 'incomplete',
    meaning:
      'The file of a slice names this series, but its pixels cannot be had: it is cut short, damaged, or written in a way that is not read.',
    remedy:
      'Fetch the named slices again where they are cut short or damaged; else have them written anew, as the message says.',
    text: (
      what:
        | { /** Slices. */ count: number }
        | { code: string /** To be read after "its file". */; problem: string },
    ) =>
      'count' in what
        ? `${slices(what.count)} of this series could not be read.`
        : `A slice can't be read (${what.code}): its file ${what.problem}.`,
  },
  'not-a-slice': {
    title: 'Images that are no slices',
    effect: 'note',
    meaning:
      'The series also holds images that are no slices of the head (a scout, a page of text, a rendering, a map); they were left out, and nothing is missing without them.',
    remedy: 'Nothing.',
    text: (
      what:
        | { /** How many of what. */ described: string; count: number }
        | { kind: string; code: string; problem: string },
    ) => {
      if ('kind' in what)
        return `The series also holds a ${what.kind}, which is no slice of the head and can't be read (${what.code}): its file ${what.problem}.`;
      const [are, were] = what.count === 1 ? ['is no slice', 'was'] : ['are no slices', 'were'];
      return `The series also holds ${what.described}, which ${are} of the head and ${were} left out.`;
    },
  },
  'repeated-stack': {
    title: 'The same positions more than once',
    effect: 'note',
    meaning:
      'The series holds the same part of the body again (another acquisition, phase, kernel, or with contrast medium); one stack was read.',
    remedy: 'Send them as series of their own to have another one read.',
    text: ({ where, ...stacks }: OtherStacks & { where: 'positions' | 'part' }) =>
      otherStacks(stacks, ` ${REPEATED[where]}`),
  },
  'mixed-geometry': {
    title: 'Slices of different size or orientation',
    effect: 'incomplete',
    meaning:
      'Slices of other size, orientation or thickness than the rest were left out; the series is incomplete where they show what the rest does not.',
    remedy: 'Send them as a series of their own.',
    text: (stacks: OtherStacks) => otherStacks(stacks),
  },
  'frame-of-reference-apart': {
    title: 'Slices in another frame of reference',
    effect: 'incomplete',
    meaning:
      'Slices in another frame of reference, whose positions do not go on from those of the rest, were left out: nobody can say where they lie to each other.',
    remedy: 'Send the parts as series of their own, or look at them yourself.',
    text: (stacks: OtherStacks) =>
      otherStacks(
        stacks,
        ' in another frame of reference, so that nobody can say where the two lie to each other',
      ),
  },
  'frame-of-reference-mixed': {
    title: 'Several frames of reference',
    effect: 'note',
    meaning:
      'The slices name several frames of reference, as after the patient was positioned anew or where identifiers were replaced file by file; they were read together, as their positions say.',
    remedy:
      'Look whether the head goes on where the frame of reference changes; do not rely on lengths across it.',
    text: ({
      frames,
      oneEach,
    }: {
      frames: number /** Whether each slice has its own. */;
      oneEach: boolean;
    }) =>
      `The slices name ${frames} frames of reference${oneEach ? ', one for each' : ''}, between which positions can't be compared by rights. They were read as one stack, as their positions say.`,
  },
  'duplicate-instance': {
    title: 'The same slice twice',
    effect: 'note',
    meaning: 'The same slice was given more than once, or files that differ bear one UID.',
    remedy: 'Where they differ, find out which file is right.',
    text: (copies: 'same' | 'differ' | { /** In so many places. */ places: number }) =>
      typeof copies === 'object'
        ? `Slices at ${copies.places} places bear the same SOP Instance UID; one of them was read.`
        : copies === 'differ'
          ? 'Files that differ bear the same SOP Instance UID; one was read.'
          : 'The same slice was given more than once.',
  },
  'patient-mixed': {
    title: 'Slices of different patients',
    effect: 'refused',
    meaning: 'The slices of one series name different patients.',
    remedy: 'Find out which files belong to whom.',
    text: () => 'The slices of this one series name different patients.',
  },
  'several-frames': {
    title: 'Several pictures in one file',
    effect: 'note',
    meaning: 'A file of several pictures, of which `ichor inspect` reads the header alone.',
    remedy: 'Run `ichor analyze`, which reads all of them.',
    text: ({ frames }: { frames: number }) =>
      `An object with ${frames} frames; only its header was looked at.`,
  },
  'series-too-large': {
    title: 'A series too large to be read',
    effect: 'refused',
    meaning: 'Its slices take more memory than is given to one series.',
    remedy:
      'Send a reconstruction of thicker slices, or set ICHOR_SERIES_MIB where the machine has more memory.',
    text: ({ slices: count, bytes, mostBytes }: { slices: number; bytes: number; mostBytes: number }) =>
      `Its ${count} slices take ${mebibytes(bytes)} MiB of memory, and ${mebibytes(mostBytes)} are the most that is read.`,
  },
} satisfies Readonly<Record<string, NoticeEntry>>;
