import type { NoticeEntry } from '../notice-entry.ts';

/** Whether values are Hounsfield units, and what was done to them. */
export const VALUE_NOTICES = {
  'rescale-missing': {
    title: 'No rescale in the header',
    effect: 'note',
    meaning: 'Slices state no slope or no intercept, and their values are Hounsfield units as they stand.',
    remedy: 'Have the header corrected where the files are made.',
    text: () =>
      'RescaleSlope or RescaleIntercept is missing; the stored values were taken for Hounsfield units where they are.',
  },
  'rescale-repaired': {
    title: 'A missing intercept was supplied',
    effect: 'note',
    meaning:
      'Unsigned values without an intercept (or with 0) were no Hounsfield units. With one of the two intercepts in use, -1024 and -1000, and not with the other, air, brain and skull lie where physics puts them.',
    remedy: 'Have the header corrected where the files are made.',
    text: ({ intercept }: { intercept: number }) =>
      `The header gives no intercept, or 0, and the stored values are no Hounsfield units; with an intercept of ${intercept}, and with no other in use, air, brain and skull lie where they have to. It was used.`,
  },
  'rescale-from-neighbours': {
    title: 'Rescale taken from other slices',
    effect: 'note',
    meaning:
      'Slices lack the rescale that the others state; with it, and not without it, their air and soft tissue agree with those of their neighbours.',
    remedy: 'Have the header corrected where the files are made.',
    text: () =>
      'Slices lack their rescale; with that of the others their air and soft tissue agree with those of their neighbours, and without it they do not. It was used.',
  },
  'rescale-mixed': {
    title: 'Slices stored in different ways',
    effect: 'note',
    meaning:
      'Slices have another slope, intercept, bits or sign than the rest, and their values agree with the rest.',
    remedy: 'Look at the named slices.',
    text: () =>
      'Slices lead to Hounsfield units in another way than the others (slope, intercept, bits or sign); their values agree with those of their neighbours.',
  },
  'rescale-type-not-hu': {
    title: 'Not Hounsfield units',
    effect: 'refused',
    meaning: 'RescaleType names something else than HU.',
    remedy: 'Give the series in Hounsfield units, not a map computed from it.',
    text: ({ type }: { type: string }) => `The values are not Hounsfield units: RescaleType says ${type}.`,
  },
  'hounsfield-implausible': {
    title: 'Values that are not Hounsfield units',
    effect: 'refused',
    meaning:
      'Air, brain or skull do not lie where they do in any head; the message says what was seen, and which mistake it looks like.',
    remedy:
      'Ask for the series to be sent anew. Where it was converted, convert it without changing its values.',
    text: (
      what:
        | 'no-picture'
        | {
            /** To be read after "the series". */ problem: string /** What it looks as if. */;
            cause?: string | undefined;
          },
    ) =>
      what === 'no-picture'
        ? 'The values are not Hounsfield units of a head: no slice holds a picture.'
        : `The values are not Hounsfield units of a head: the series ${what.problem}${what.cause === undefined ? '' : `, as if ${what.cause}`}.`,
  },
  'hounsfield-mixed': {
    title: 'Slices whose values contradict each other',
    effect: 'refused',
    meaning: 'The values of more than a quarter of the slices contradict those of the others.',
    remedy: 'Ask for the series to be sent anew from where it was taken.',
    text: ({ apart, of }: { apart: number; of: number }) =>
      `The values of ${apart} of ${of} slices contradict those of the others: nobody can say which are Hounsfield units.`,
  },
  'hounsfield-unusual': {
    title: 'Unusual values of air or brain',
    effect: 'note',
    meaning:
      'Air or soft tissue lie beside where they usually do, but not so far that it proves a mistake: the base of the skull alone, contrast medium, another part of the body, or a scale that is wrong by a few per cent.',
    remedy: 'Measure air (-1000 HU) and a ventricle (0 to 15 HU) before relying on the values.',
    text: ({ doubt }: { /** To be read after "The series". */ doubt: string }) => `The series ${doubt}.`,
  },
  'hounsfield-unchecked': {
    title: 'Hounsfield units not checked',
    effect: 'note',
    meaning: 'The pictures are too small to say anything of their values.',
    remedy: 'Give the original images.',
    text: () => 'The pictures are too small to check their Hounsfield units.',
  },
  'slice-values-apart': {
    title: 'A slice whose values contradict the others',
    effect: 'incomplete',
    meaning:
      'The air or soft tissue of a slice does not agree with its neighbours, or its header differs and cannot be checked: header or pixels are damaged. It was left out.',
    remedy:
      'Fetch the named slices again; if they come the same, ask for them to be written anew where they were made.',
    text: ({ why }: { /** To be read after "A slice". */ why: string }) =>
      `A slice ${why}; it counts as not seen.`,
  },
  'slice-constant': {
    title: 'A slice without a picture',
    effect: 'incomplete',
    meaning: 'All pixels of a slice have one value (zeros, as a rule). It was left out.',
    remedy: 'Ask for the named slices to be written anew where they were made.',
    text: () => 'All pixels of a slice have one value: it holds no picture, and counts as not seen.',
  },
  saturated: {
    title: 'Values beyond the range were cut',
    effect: 'note',
    meaning: 'Values beyond +-32767 HU were cut.',
    remedy: 'Look at the named slices.',
    text: (what: 'pixels' | { voxels: number; mostHu: number }) =>
      what === 'pixels'
        ? 'Some values lie beyond 32767 Hounsfield units, and were set to that.'
        : `${what.voxels} values beyond +-${what.mostHu} HU were cut.`,
  },
  'values-not-finite': {
    title: 'Voxels without a number',
    effect: 'note',
    meaning: 'Voxels hold no number and were taken for air.',
    remedy: 'Look where they lie; convert the series anew.',
    text: ({ voxels }: { voxels: number }) => `${voxels} voxels hold no number; they were taken to be air.`,
  },
  'padding-inside': {
    title: 'Padding value inside the head',
    effect: 'note',
    meaning:
      'The value that means "no data" also occurs inside the picture, where it was taken for a measurement.',
    remedy: 'Look at the named slices.',
    text: () => 'The padding value also occurs inside the image, where it was taken for a measurement.',
  },
  'twelve-bit-repaired': {
    title: 'Hounsfield units were repaired',
    effect: 'note',
    meaning:
      'Signed 12-bit values were stored as unsigned (a fault of some files of RSNA 2019) and were unwrapped: the background falls to -1000 HU, in the slice itself or in the others of its series.',
    remedy: 'Nothing.',
    text: ({ shownBy }: { shownBy: 'slice' | 'series' }) =>
      `Signed 12-bit values were stored as unsigned; ${shownBy === 'slice' ? 'they' : 'by themselves these slices left it open, but the others of the series show it. They'} were unwrapped, and the intercept is -1000.`,
  },
  'twelve-bit-suspect': {
    title: 'Hounsfield units may be wrong',
    effect: 'note',
    meaning:
      'Values may be wrapped as in some files of RSNA 2019, but the background does not prove it; they were left as they are, and the check of the series decides.',
    remedy: 'Look at the named slices.',
    text: () => 'Unsigned 12-bit values with an intercept near 0: the Hounsfield units may be wrong.',
  },
  'bits-beyond-stored': {
    title: 'Bits that belong to no pixel',
    effect: 'note',
    meaning:
      'Pixels have bits set beside those that BitsStored and HighBit name: an old overlay, or one of the two is wrong.',
    remedy: 'Look at the named slices.',
    text: () =>
      'Pixels have bits set beside those that BitsStored and HighBit name; these were left out, as old overlays are.',
  },
} satisfies Readonly<Record<string, NoticeEntry>>;
