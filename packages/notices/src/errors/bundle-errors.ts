import type { ErrorEntry } from '../error-entry.ts';

/** Of bundles and reports. */
export const BUNDLE_ERRORS = {
  'bundle-not-found': {
    meaning: 'No bundle is in that folder.',
    remedy: 'Give the folder of a bundle: it holds bundle.json, bundle.sha256 and the network.',
  },
  'bundle-schema': {
    meaning: 'The bundle is of a schema that this version does not read.',
    remedy: 'Make the bundle again with this version of Ichor.',
  },
  'bundle-invalid': {
    meaning: 'bundle.json is not what its schema says.',
    remedy: 'Make the bundle again.',
  },
  'bundle-damaged': {
    meaning: 'A file of the bundle is not as it was written.',
    remedy: 'Copy the bundle again, all of its files together, or make it again with "ichor bundle make".',
  },
  'bundle-unsealed': {
    meaning: 'Nothing says whether the bundle is as it was written: its seal is not there.',
    remedy: 'Copy the bundle again with its bundle.sha256, or make it again with "ichor bundle make".',
  },
  'bundle-not-shipped': {
    meaning: 'The bundle that came with this version was replaced by another.',
    remedy: 'Check the folder out again, or put the other bundle into a folder of its own.',
  },
  'bundle-model': {
    meaning: "The network of the bundle can't be opened, or does not fit what bundle.json says of it.",
    remedy: 'Make the bundle again with this version of Ichor.',
  },
  'bundle-too-large': {
    meaning: 'The bundle is larger than is shipped.',
    remedy: 'Ship a smaller network, or its weights in 8 bit.',
  },
  'report-invalid': {
    meaning: 'A report is not what its schema says.',
    remedy: 'Have the study read again with this version of Ichor.',
  },
  'scores-invalid': {
    meaning: 'A network gives scores that are no numbers.',
    remedy: 'Use another bundle: its weights are damaged. One in training learns anew at a lower rate.',
  },
} satisfies Readonly<Record<string, ErrorEntry>>;
