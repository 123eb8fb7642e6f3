import type { NoticeEntry } from '../notice-entry.ts';

/** What a NIfTI file leaves open. */
export const NIFTI_NOTICES = {
  'nifti-source': {
    title: 'From a NIfTI file',
    effect: 'note',
    meaning: 'The images come from a NIfTI file, which says neither who was scanned nor with what.',
    remedy: 'Prefer the DICOM files, if they are at hand.',
    text: ({ form }: { form: string }) =>
      `The images come from a NIfTI file: their places are those of its ${form}, the identifiers of study, series and slices are made up, and nothing says with what they were taken.`,
  },
  'nifti-forms-differ': {
    title: 'Two contradicting orientations in the file',
    effect: 'note',
    meaning: 'sform and qform of the file contradict each other; the sform was used.',
    remedy: 'Convert the DICOM series anew, and check the side of findings.',
    text: ({ by }: { by: 'side' | 'place' }) =>
      `sform and qform ${by === 'side' ? 'take left for right' : 'put the voxels at different places'}; the sform was used.`,
  },
  'nifti-unit-assumed': {
    title: 'Unit of length assumed',
    effect: 'note',
    meaning: 'The file does not name its unit of length; millimetres were taken.',
    remedy: "Don't rely on lengths.",
    text: () => 'The file does not name its unit of length; millimetres were taken.',
  },
  'axes-reordered': {
    title: 'Axial planes of a volume stored otherwise',
    effect: 'note',
    meaning:
      'The volume was stored with its axes in another order; its axial planes were taken without interpolation.',
    remedy: 'Nothing.',
    text: () =>
      'The volume was stored with its axes in another order; its axial planes were taken as slices, without interpolation.',
  },
} satisfies Readonly<Record<string, NoticeEntry>>;
