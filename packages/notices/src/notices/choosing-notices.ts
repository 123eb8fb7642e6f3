import { percent } from '../in-words.ts';
import type { NoticeEntry } from '../notice-entry.ts';

/** What a series shows of a head, and why it was chosen. */
export const CHOOSING_NOTICES = {
  'series-chosen': {
    title: 'Why this series was read',
    effect: 'note',
    meaning: 'Why this series was read and not another of its study.',
    remedy: 'Nothing.',
    text: ({
      others,
      why,
    }: {
      /** That could be read. */ others: number /** To be read after "it". */;
      why: readonly string[];
    }) => `Chosen before ${others} other series of the study that could be read: it ${why.join('; it ')}.`,
  },
  'asked-for': {
    title: 'Read because it was asked for',
    effect: 'note',
    meaning: 'The series was read because it was asked for, not because it was the best.',
    remedy: 'Nothing.',
    text: ({ reason }: { reason: string }) =>
      `Read because it was asked for; by itself it would not be: ${reason}.`,
  },
  'tags-mixed': {
    title: 'Slices whose headers disagree',
    effect: 'note',
    meaning:
      'The headers of some slices would by themselves refuse them (derived, contrast medium, another body part).',
    remedy: 'Look at the named slices.',
    text: ({ reason }: { reason: string }) =>
      `By its header alone a slice named here would not be read: ${reason}.`,
  },
  derived: {
    title: 'Computed from other images',
    effect: 'note',
    meaning: 'The images were computed from others (DERIVED).',
    remedy: 'Prefer the original series, if there is one.',
    text: () => 'The slices were computed from other images (DERIVED).',
  },
  'body-part-contradicted': {
    title: 'Body part against pixels',
    effect: 'note',
    meaning: 'The header names another part of the body than the pixels show.',
    remedy: 'Look at the series before relying on its answer.',
    text: ({ part }: { part: string }) =>
      `The header names ${part} as the body part; the pixels show a head.`,
  },
  'contrast-described': {
    title: 'Described as with contrast medium',
    effect: 'note',
    meaning: 'The header says that contrast medium was given.',
    remedy: 'Give the series without contrast medium, if there is one.',
    text: () => 'The description tells of contrast medium.',
  },
  'contrast-suspected': {
    title: 'Contrast medium suspected',
    effect: 'note',
    meaning: 'Vessels are as bright as with contrast medium.',
    remedy: 'Give the series without contrast medium, if there is one.',
    text: ({ share }: { /** 0 to 1. */ share: number }) =>
      `Contrast medium is suspected: ${percent(share)} of the slices of brain show several bright spots, as vessels do.`,
  },
  'coverage-vertex': {
    title: 'Top of the head cut off',
    effect: 'note',
    meaning: 'The top of the head is cut off, and was not seen.',
    remedy: 'Look for slices that were not sent.',
    text: ({ mm }: { mm: number }) =>
      `The top of the head seems to be cut off: about ${mm.toFixed(0)} mm of its inside.`,
  },
  'coverage-base': {
    title: 'Base of the skull cut off',
    effect: 'note',
    meaning: 'The base of the skull is cut off, and was not seen.',
    remedy: 'Look for slices that were not sent.',
    text: ({ mm }: { mm: number }) =>
      `The base of the skull seems to be cut off: about ${mm.toFixed(0)} mm above the foramen magnum.`,
  },
  'slices-thick': {
    title: 'Thick slices',
    effect: 'note',
    meaning: 'The slices are thicker than those that networks are trained on.',
    remedy: 'Prefer a series of 2.5 to 5 mm.',
    text: ({ mm }: { mm: number }) =>
      `The slices are ${mm.toFixed(1)} mm thick or apart: small bleeds may be missed.`,
  },
  noisy: {
    title: 'Much noise',
    effect: 'note',
    meaning: 'The images have much noise.',
    remedy: 'Prefer a thicker or softer reconstruction.',
    text: ({ hu }: { hu: number }) =>
      `Much noise: ${hu.toFixed(0)} HU in the brain, after averaging to 5 mm.`,
  },
  'kernel-sharp': {
    title: 'Sharp kernel',
    effect: 'note',
    meaning: 'The images were reconstructed with a sharp kernel.',
    remedy: 'Prefer the soft-tissue reconstruction.',
    text: () => 'The slices were made with a sharp kernel, for bone or lung.',
  },
  'anatomy-unknown': {
    title: 'Pixels not judged',
    effect: 'note',
    meaning: 'Nothing could be said of what the pixels show.',
    remedy: 'Look at the series before relying on its answer.',
    text: () =>
      'Head, coverage and contrast medium were not judged from the pixels: their size is unknown, or air or bone is cut off from their values.',
  },
} satisfies Readonly<Record<string, NoticeEntry>>;
