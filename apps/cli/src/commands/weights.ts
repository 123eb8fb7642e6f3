import { defineCommand } from 'citty';
import { weightsExport } from './weights-export.ts';
import { weightsGet } from './weights-get.ts';
import { weightsImport } from './weights-import.ts';

export const weights = defineCommand({
  meta: {
    name: 'weights',
    description:
      'Fetch weights, make those of other programs fit the networks here, or write out those of here.',
  },
  subCommands: { get: weightsGet, import: weightsImport, export: weightsExport },
});
