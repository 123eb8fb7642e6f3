import type { ErrorEntry } from '../error-entry.ts';

/** Of series as volumes, read or simulated. */
export const VOLUME_ERRORS = {
  'not-isotropic': {
    meaning: 'Slices lie too far apart for slices of another plane to be computed from them.',
    remedy: 'Ask for the axial reconstruction of this scan.',
  },
  'geometry-missing': {
    meaning: 'Nothing says where slices lie, or how large their pixels are.',
    remedy: 'Ask for the original images; nothing can be measured on these.',
  },
  'slices-differ': {
    meaning: 'Slices of one volume differ in size, orientation or pixel spacing.',
    remedy: 'Split it into stacks of equal slices.',
  },
  'no-ct-series': {
    meaning: 'A study holds no series of CT images.',
    remedy: 'Send a study that holds an axial head CT series.',
  },
  'patient-mixed': {
    meaning: 'The series of one study name different patients.',
    remedy: 'Find out which files belong to whom, and send each study under a UID of its own.',
  },
  'does-not-fit': {
    meaning: 'A simulated bleed finds no room in its head.',
    remedy: 'Ask for less, for another place, or for another seed.',
  },
  'unknown-place': {
    meaning: 'Bleeds of this type are not simulated at that place.',
    remedy: 'Use one of the places that the message names.',
  },
  'bad-volume': {
    meaning: 'A volume lies outside what is simulated.',
    remedy: 'Ask for 0.5 to 100 ml.',
  },
  'bad-render-option': {
    meaning: 'An option of the simulated scan makes no image.',
    remedy: 'Give a number above 0.',
  },
} satisfies Readonly<Record<string, ErrorEntry>>;
