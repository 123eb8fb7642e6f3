import type { NoticeEntry } from '../notice-entry.ts';

export interface SlicesOf {
  readonly patient: string | number;
  readonly slices: readonly (string | number)[];
}

/** What folders to train on lack. */
export const DATA_SET_NOTICES = {
  'patient-missing': {
    title: 'Patients without images',
    effect: 'note',
    meaning: 'Labels name patients whose images are not there.',
    remedy: 'Fetch the rest of the data set, or leave it.',
    text: ({
      table,
      patients,
    }: {
      /** The file of labels. */ table: string;
      patients: readonly (string | number)[];
    }) => `${table} labels patients whose images aren't here: ${patients.join(', ')}.`,
  },
  'slice-missing': {
    title: 'Slices without an image',
    effect: 'note',
    meaning: 'Labels name slices whose images are not there.',
    remedy: 'Fetch the rest of the data set, or leave it.',
    text: ({ patient, slices }: SlicesOf) => `Patient ${patient}: no image of slice ${slices.join(', ')}.`,
  },
  'slice-unlabelled': {
    title: 'Slices without a label',
    effect: 'note',
    meaning: 'Images have no label and are not used.',
    remedy: 'Nothing.',
    text: ({ patient, slices }: SlicesOf) => `Patient ${patient}: no label for slice ${slices.join(', ')}.`,
  },
  'study-missing': {
    title: 'Studies without files',
    effect: 'note',
    meaning: 'The truth names studies whose files are not there.',
    remedy: 'Simulate the folder anew, or leave it.',
    text: ({ table, studies }: { table: string; studies: number }) =>
      `${table} names ${studies} studies whose files aren't here.`,
  },
} satisfies Readonly<Record<string, NoticeEntry>>;
