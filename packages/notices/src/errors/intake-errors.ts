import type { ErrorEntry } from '../error-entry.ts';

/** Of zips and other packed files, and of what a DICOMDIR names. */
export const INTAKE_ERRORS = {
  'zip-damaged': {
    meaning: "A zip, or a file in it, can't be unpacked.",
    remedy: 'Make it anew.',
  },
  'zip-split': {
    meaning: 'A file is one part of a split zip.',
    remedy: 'Put the parts together, or unpack them all.',
  },
  'zip-nested': {
    meaning: 'A zip lies in a zip that lies in a zip.',
    remedy: 'Unpack the outer one and send what is in it.',
  },
  'zip-too-many': {
    meaning: 'A zip holds more files, or zips, than are taken at once.',
    remedy: 'Send it in parts.',
  },
  'zip-bomb': {
    meaning: 'A zip would grow to many times the size of what was given.',
    remedy: 'Send the files unpacked.',
  },
  'zip-overlapping': {
    meaning: 'The files of a zip share their bytes, which no honest zip has.',
    remedy: 'Send the files unpacked.',
  },
  'zip-path-outside': {
    meaning: 'A file in a zip names a path outside its folder.',
    remedy: 'Make the zip anew from the folder itself.',
  },
  'zip-method': {
    meaning: 'A file in a zip is packed in a way that is not read.',
    remedy: 'Unpack it, or make the zip with Deflate.',
  },
  packed: {
    meaning: 'A file is packed in a way that is not read as it is.',
    remedy: 'Unpack it, and give the files that are in it.',
  },
  'dicomdir-file-missing': {
    meaning: "A file that a DICOMDIR names is not there, or can't be read.",
    remedy: 'Copy the whole medium.',
  },
  'dicomdir-path-outside': {
    meaning: 'A DICOMDIR names a file outside its folder, which is not looked for.',
    remedy: 'Copy the whole medium anew.',
  },
  'zip-encrypted': {
    meaning: 'A zip is encrypted.',
    remedy: 'Make the zip without a password.',
  },
} satisfies Readonly<Record<string, ErrorEntry>>;
