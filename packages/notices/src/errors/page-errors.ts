import type { ErrorEntry } from '../error-entry.ts';

/** Of the page in the browser. */
export const PAGE_ERRORS = {
  'server-unreachable': {
    meaning: 'The server does not answer the page.',
    remedy: 'Look whether it runs; the page goes on when it is back.',
  },
  'answer-unexpected': {
    meaning: 'The server answered what the page does not understand.',
    remedy:
      'Reload the page; if that does not help, page and server are of different versions: run `npm start` again.',
  },
  'page-error': {
    meaning: 'The page met what it does not know.',
    remedy: 'Reload it.',
  },
  'no-webgl2': {
    meaning: 'The browser has no WebGL2, with which slices are drawn.',
    remedy: 'Allow hardware acceleration, or take another browser.',
  },
  'shader-not-linked': {
    meaning: "The graphics driver can't run the program that draws slices.",
    remedy: 'Update the graphics driver, or take another browser.',
  },
  'slice-not-loaded': {
    meaning: 'A slice could not be loaded.',
    remedy: "Try again; see the server's log if it stays so.",
  },
  'wrong-size': {
    meaning: 'A slice came with another number of pixels than its series has.',
    remedy: 'Load the page again.',
  },
  'nothing-dropped': {
    meaning: 'What was dropped on the page holds no files.',
    remedy: 'Drop DICOM or NIfTI files, a folder of them, or a zip.',
  },
  'file-unreadable': {
    meaning: "The browser can't read a file that was dropped.",
    remedy: 'Look whether it is still there, and drop it again.',
  },
  'other-folder': {
    meaning: 'The folder is not the one that an upload was begun with.',
    remedy: 'Choose the folder that was dropped at first. To send another one, drop it on the page.',
  },
  'upload-too-large': {
    meaning: 'What was dropped is more than one upload may bring.',
    remedy: 'Drop it in parts, a study at a time.',
  },
} satisfies Readonly<Record<string, ErrorEntry>>;
